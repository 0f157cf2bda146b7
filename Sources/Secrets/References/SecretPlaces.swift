import Processes
package import SlotModel

/// What can be said against the place of a secret without reading the secret.
///
/// Only files are looked at, and only those that are there: a workspace is looked over on machines, too, that are not
/// to have the secrets.
///
/// - Parameter workspace: The absolute path of the workspace, from which relative paths start.
/// - Returns: The ``Finding`` that reading it would end with, at the reference's place; `nil` when there is none.
package func complaint(about reference: Located<SecretReference>, workspace: String) -> Finding? {
    guard case .file(let path) = reference.value else { return nil }
    let location = SlotModel.location(of: path, from: workspace, home: environmentVariable("HOME"))
    do throws(SecretFile.ReadError) {
        try SecretFile.check(location, allowsGroup: false)
        return nil
    } catch {
        switch error {
        case .mode, .foreignOwner, .notAFile:
            return Trouble(.file(path, location: location), .file(error)).finding(at: reference.place)
        case .system, .nulInPath, .tooLarge, .changed: return nil
        }
    }
}
