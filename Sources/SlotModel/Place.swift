/// Where in a file something stands.
package struct Place: Hashable, Sendable, Comparable {
    /// The file as the user names it, relative to the workspace where it lies inside.
    package var file: String
    /// From 1.
    package var line: Int
    /// From 1, counted in Unicode scalars.
    package var column: Int
    /// In Unicode scalars on this line; at least 1.
    package var length: Int

    package init(file: String, line: Int = 1, column: Int = 1, length: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
        self.length = length
    }

    package static func < (left: Place, right: Place) -> Bool {
        (left.file, left.line, left.column, left.length) < (
            right.file, right.line, right.column, right.length
        )
    }
}

/// A value and the place that it was read from.
package struct Located<Value> {
    package var value: Value
    package var place: Place

    package init(_ value: Value, at place: Place) {
        self.value = value
        self.place = place
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
