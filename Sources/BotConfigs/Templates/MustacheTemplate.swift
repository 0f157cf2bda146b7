import CMustache

/// A Mustache text, parsed by kainjow's library.
///
/// Partials are not offered, so that a template cannot bring in other files. One task at a time may use it.
package final class MustacheTemplate {
    /// A tag that asks for something.
    package struct Tag: Hashable, Sendable {
        /// What a tag of the template is.
        package enum Kind: Sendable {
            case variable, rawVariable, section, invertedSection, partial
        }

        package var kind: Kind
        package var name: String
        /// Where the tag begins, in bytes of the source.
        package var position: Int
        /// How many sections it stands in.
        package var depth: Int
        /// Of a section: bytes between its two tags.
        package var bodyCount: Int
    }

    /// Why a text is no template.
    package struct SyntaxError: Error, Hashable {
        /// In bytes of the source; `nil` when the library does not say.
        package var position: Int?
        /// In the library's words.
        package var message: String
    }

    /// Why a template was not rendered.
    package enum RenderingError: Error, Hashable {
        /// Nothing has this name where it was asked for.
        case missing(name: String)
        case tooLarge(limit: Int)
        /// The library's words.
        case failed(String)
    }

    /// Above the length of every template that makes sense.
    package static let maximumSize = 256 << 10

    private let pointer: OpaquePointer

    /// In the order of the text.
    package let tags: [Tag]

    package init(_ source: String) throws(SyntaxError) {
        var source = source
        var failure = slots_mustache_failure()
        let parsed = source.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.count > Self.maximumSize
                    ? nil : slots_mustache_parse(text.baseAddress, text.count, &failure)
            }
        }
        guard source.utf8.count <= Self.maximumSize else {
            throw SyntaxError(position: nil, message: "Larger than \(Self.maximumSize >> 10) KiB")
        }
        guard let parsed else { throw SyntaxError(failure) }
        pointer = parsed
        var collected: [Tag] = []
        withUnsafeMutablePointer(to: &collected) { list in
            slots_mustache_visit_tags(parsed, list) { context, tag in
                guard let tag, let tag = Tag(tag.pointee) else { return }
                context?.assumingMemoryBound(to: [Tag].self).pointee.append(tag)
            }
        }
        tags = collected
    }

    deinit { slots_mustache_free(pointer) }

    /// Fills the template.
    ///
    /// - Parameters:
    ///   - root: What names refer to outside of all sections.
    ///   - escapesHTML: As the specification of Mustache has it for `{{name}}`.
    ///   - isStrict: Whether a name that nothing has is an error; otherwise it renders as nothing.
    ///   - limit: Of the output, in bytes.
    /// - Returns: UTF-8 if everything that went in is.
    package func render(
        _ root: MustacheValue,
        escapesHTML: Bool,
        isStrict: Bool,
        limit: Int
    ) throws(RenderingError) -> [UInt8] {
        let scopes = MustacheScopes(root, isStrict: isStrict)
        var source = slots_mustache_source()
        source.context = Unmanaged.passUnretained(scopes).toOpaque()
        source.get = { context, name, count, answer in
            MustacheScopes.from(context).answer(name, count, answer)
        }
        source.push = { context, index in MustacheScopes.from(context).push(index) }
        source.pop = { context in MustacheScopes.from(context).pop() }
        source.output_limit = limit
        source.escape = CInt(escapesHTML ? slots_mustache_escape_html : slots_mustache_escape_none)
        var output: [UInt8] = []
        var failure = slots_mustache_failure()
        let result = withExtendedLifetime(scopes) {
            withUnsafeMutablePointer(to: &output) { output in
                slots_mustache_render(
                    pointer,
                    &source,
                    output,
                    { context, text, count in
                        let bytes = UnsafeRawBufferPointer(start: text, count: count)
                        context?.assumingMemoryBound(to: [UInt8].self).pointee = [UInt8](bytes)
                    },
                    &failure
                )
            }
        }
        switch Int(result) {
        case slots_mustache_rendered: return output
        case slots_mustache_stopped: throw .missing(name: scopes.missing ?? "")
        case slots_mustache_too_large: throw .tooLarge(limit: limit)
        default: throw .failed(SyntaxError(failure).message)
        }
    }
}

extension MustacheTemplate.SyntaxError {
    fileprivate init(_ failure: slots_mustache_failure) {
        // C's SIZE_MAX, "no position", arrives as -1.
        position = failure.position < 0 ? nil : failure.position
        message = withUnsafeBytes(of: failure.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

extension MustacheTemplate.Tag {
    fileprivate init?(_ tag: slots_mustache_tag) {
        switch Int(tag.kind) {
        case slots_mustache_variable: kind = .variable
        case slots_mustache_raw_variable: kind = .rawVariable
        case slots_mustache_section: kind = .section
        case slots_mustache_inverted_section: kind = .invertedSection
        case slots_mustache_partial: kind = .partial
        default: return nil
        }
        name = String(decoding: UnsafeRawBufferPointer(start: tag.name, count: tag.name_count), as: UTF8.self)
        position = tag.position
        depth = tag.depth
        bodyCount = tag.body_count
    }
}
