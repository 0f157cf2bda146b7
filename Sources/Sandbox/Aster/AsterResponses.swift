import PlainJSON

/// Puts Aster's answers, errors and faults on the wire.
enum AsterResponses {
    static func json(_ value: JSONValue, status: Int = 200) -> ServedResponse {
        ServedResponse(
            status: status,
            headers: [("Content-Type", "application/json")],
            body: Array(value.text().utf8)
        )
    }

    static func refusal(_ refusal: AsterRefusal) -> ServedResponse {
        var response = json(refusal.body, status: refusal.status)
        if let wait = refusal.retryAfter { response.headers.append(("Retry-After", String(wait))) }
        return response
    }

    /// What a gateway or a firewall in front of the exchange says.
    static func page(status: Int) -> ServedResponse {
        let text = """
            <!DOCTYPE html>
            <html><head><title>\(status)</title></head>
            <body><h1>\(status)</h1><p>This page stands for a gateway's error page.</p></body></html>

            """
        return ServedResponse(
            status: status,
            headers: [("Content-Type", "text/html")],
            body: Array(text.utf8)
        )
    }

    /// The answer of an account, spoilt as its fault says.
    static func answer(
        _ fault: AsterFault?,
        to question: AsterQuestion,
        _ value: () throws(AsterRefusal) -> JSONValue
    ) throws(AsterRefusal) -> ServedResponse {
        let isAgentList = if case .agents = question { true } else { false }
        switch fault {
        case .none: return json(try value())
        case .refused(let refusal, let sparesAgentList):
            guard isAgentList, sparesAgentList else { throw refusal }
            return json(try value())
        case .page(let status): return isAgentList ? json(try value()) : page(status: status)
        case .truncated:
            var response = json(try value())
            response.body.removeLast(min(response.body.count, response.body.count / 2 + 1))
            return response
        case .wrongTypes: return json(isAgentList ? try value() : try value().withWrongTypes)
        case .hugeNumbers: return json(isAgentList ? try value() : try value().withHugeNumbers)
        case .cutOff:
            var response = json(try value())
            response.ending = .cutOff(after: response.body.count / 2)
            return response
        case .silent:
            var response = json(try value())
            response.delay = .seconds(600)
            return response
        }
    }
}

extension JSONValue {
    /// Every amount in text becomes a list, every truth value a text.
    fileprivate var withWrongTypes: JSONValue {
        switch self {
        case .boolean(let value): .string(value ? "yes" : "no")
        case .string(let text): .array([.string(text)])
        case .array(let elements): .array(elements.map(\.withWrongTypes))
        case .object(let members): .object(members.map { Member($0.name, $0.value.withWrongTypes) })
        default: self
        }
    }

    /// Every amount in text becomes a bare number beyond every machine number.
    fileprivate var withHugeNumbers: JSONValue {
        switch self {
        case .string(let text) where text.utf8.contains(UInt8(ascii: ".")): .number("1e400")
        case .array(let elements): .array(elements.map(\.withHugeNumbers))
        case .object(let members): .object(members.map { Member($0.name, $0.value.withHugeNumbers) })
        default: self
        }
    }
}
