/// The version of the program, as `slots --version` tells it.
package enum Version {
    package static let number = "0.1.0"
}
