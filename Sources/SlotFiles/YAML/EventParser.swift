import CYAML
import SlotModel

/// One step of libyaml through a document, as Swift values.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case alias(name: String)
        case scalar(YAMLTree.Node.Style)
        case listStart(isFlow: Bool)
        case mapStart(isFlow: Bool)
        case end
        /// Stream starts, document ends.
        case other
    }

    /// Line and column from 1, in Unicode scalars.
    struct Mark: Hashable {
        var line: Int32
        var column: Int32
    }

    var kind: Kind
    var start: Mark
    var end: Mark
    var anchor: String?
    var hasTag = false
}

/// What libyaml says about a text that is no YAML.
struct YAMLProblem: Error {
    /// A sentence of libyaml's own; holds nothing of the text.
    var problem: String
    var place: YAMLEvent.Mark
    /// What was being read: `while parsing a block mapping`.
    var context: String
    var contextPlace: YAMLEvent.Mark?
}

/// A libyaml parser over bytes that outlive it.
///
/// This file alone sees libyaml. Marks are counted from 0 there and from 1 here.
struct EventParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// - Parameter text: UTF-8, checked before; must stay where it is as long as the parser lives.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event; a scalar's text is appended to `text`.
    ///
    /// - Returns: `nil` at the end of the stream.
    func next(appendingTextTo text: inout [UInt8]) throws(YAMLProblem) -> YAMLEvent? {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { yaml_event_delete(&event) }
        var result = YAMLEvent(
            kind: .other,
            start: Self.mark(event.start_mark),
            end: Self.mark(event.end_mark)
        )
        switch event.type {
        case YAML_STREAM_END_EVENT:
            return nil
        case YAML_DOCUMENT_START_EVENT:
            result.kind = .documentStart
        case YAML_ALIAS_EVENT:
            result.kind = .alias(name: Self.string(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            text.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
            result.kind = .scalar(Self.style(scalar.style))
            result.anchor = Self.string(scalar.anchor)
            result.hasTag = scalar.tag != nil
        case YAML_SEQUENCE_START_EVENT:
            let list = event.data.sequence_start
            result.kind = .listStart(isFlow: list.style == YAML_FLOW_SEQUENCE_STYLE)
            result.anchor = Self.string(list.anchor)
            result.hasTag = list.tag != nil
        case YAML_MAPPING_START_EVENT:
            let map = event.data.mapping_start
            result.kind = .mapStart(isFlow: map.style == YAML_FLOW_MAPPING_STYLE)
            result.anchor = Self.string(map.anchor)
            result.hasTag = map.tag != nil
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            result.kind = .end
        default:
            break
        }
        return result
    }

    private func problem() -> YAMLProblem {
        let failed = parser.pointee
        return YAMLProblem(
            problem: failed.problem.map { String(cString: $0) } ?? "out of memory",
            place: Self.mark(failed.problem_mark),
            context: failed.context.map { String(cString: $0) } ?? "",
            contextPlace: failed.context == nil ? nil : Self.mark(failed.context_mark)
        )
    }

    private static func mark(_ mark: yaml_mark_t) -> YAMLEvent.Mark {
        YAMLEvent.Mark(line: Int32(clamping: mark.line) + 1, column: Int32(clamping: mark.column) + 1)
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        text.map { String(cString: $0) }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLTree.Node.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .plain
        }
    }
}
