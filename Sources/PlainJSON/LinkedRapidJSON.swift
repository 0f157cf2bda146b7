import CRapidJSON

/// The version of the RapidJSON headers that this room was compiled with: `1.1.0`.
package var rapidJSONVersion: String { String(cString: slots_json_library_version()) }
