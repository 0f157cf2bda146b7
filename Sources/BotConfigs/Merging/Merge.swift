package import SlotModel

/// Renders the template and merges the result into the existing file.
///
/// - Returns: `nil` with findings of severity error when the file or the template is wrong or a change is refused.
package func merge(_ input: MergeInput) -> (outcome: MergeOutcome?, findings: [Finding]) {
    (nil, [Finding(.error, "template.unfinished", "not built yet")])
}
