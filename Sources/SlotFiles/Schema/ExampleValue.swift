import PlainJSON

/// An example from a declaration as an editor sees it: the JSON value that its YAML means.
func exampleValue(of yaml: String) -> JSONValue {
    let (tree, findings, _) = TreeBuilder.build(Array(yaml.utf8), file: "example", kind: .slot)
    guard let tree, let root = tree.root, findings.isEmpty else {
        preconditionFailure("the example of a declaration is no YAML: \(yaml)")
    }
    return tree.exampleValue(of: root)
}

extension YAMLTree {
    fileprivate func exampleValue(of node: Node) -> JSONValue {
        switch node.kind {
        case .list:
            return .array(children(of: node).map { exampleValue(of: $0) })
        case .map:
            let values = children(of: node).map { $0 }
            return .object(
                stride(from: 0, to: values.count - 1, by: 2).map { index in
                    JSONValue.Member(string(of: values[index]), exampleValue(of: values[index + 1]))
                }
            )
        case .scalar:
            let text = string(of: node)
            guard node.style == .plain else { return .string(text) }
            switch text {
            case "true": return true
            case "false": return false
            default: return Quantity(text)?.unit.isEmpty == true ? .number(text) : .string(text)
            }
        }
    }
}
