import Exchanges
import SlotModel

extension Connector {
    /// The kind of credentials that `--form` names, in large or small letters.
    ///
    /// - Parameter usage: Of the command, for the error.
    func form(named name: String, usage: String) throws(UsageError) -> ConnectorProfile.CredentialForm {
        if let form = profile.forms.first(where: { $0.name.lowercased() == name.lowercased() }) {
            return form
        }
        throw UsageError(
            "\(quoted(name)) is no form of \(profile.selector.displayName)'s credentials",
            help: "--form takes \(profile.forms.map { "'\($0.name)'" }.joined(separator: " or ")) here",
            usage: usage
        )
    }
}
