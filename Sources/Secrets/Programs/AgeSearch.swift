import Processes
/// Where `age` is and what it tells, for who looks at the machine and not at secrets.
package struct AgeSearch: Sendable, Hashable {
    /// Absolute; `nil`: there is none.
    package var path: String?
    /// Its own words; `nil`: there is none.
    package var version: String?
    /// What stands before it on `PATH` under the same name and is something else.
    package var foreign: [String]

    package init(path: String?, version: String?, foreign: [String] = []) {
        self.path = path
        self.version = version
        self.foreign = foreign
    }

    /// Looks for it as the encrypted store does.
    ///
    /// - Parameter search: The value of `PATH`.
    package static func result(on search: String) -> AgeSearch {
        do throws(StoreTrouble) {
            let age = try AgeProgram.find(on: search, folder: "/", terminal: .none)
            return AgeSearch(path: age.path, version: age.version, foreign: age.foreign)
        } catch .noAge(let foreign) {
            return AgeSearch(path: nil, version: nil, foreign: foreign)
        } catch {
            return AgeSearch(path: nil, version: nil)
        }
    }
}

extension SecretStore {
    /// The key file that opens the store, whether it is there or not; `nil` where it is none of the user's files.
    ///
    /// - Parameters:
    ///   - named: As `slots.yaml` names it.
    ///   - workspace: The absolute path of the folder with `slots.yaml`.
    package static func identityFile(
        named: String?,
        workspace: String,
        environment: (String) -> String?
    ) -> String? {
        do throws(StoreTrouble) {
            let chosen = try Identity.choose(named: named, workspace: workspace, environment: environment)
            if case .file(let path) = chosen.kind { return path }
            return nil
        } catch {
            return nil
        }
    }
}
