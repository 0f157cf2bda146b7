/// Keeps a value as long as the process lives.
///
/// A command that is about to end leaves its large values to `exit(3)`, which frees all memory at once: taking
/// ten thousand slots apart piece by piece would take as long as a stage of the work. A secret among them is not wiped;
/// its memory, which neither a core file nor swap may hold, goes back to the system.
func keepUntilExit(_ values: any Sendable...) { _ = Unmanaged.passRetained(Kept(values: values)) }

private final class Kept: Sendable {
    let values: [any Sendable]

    init(values: [any Sendable]) { self.values = values }
}
