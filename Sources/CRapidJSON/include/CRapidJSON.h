#pragma once

// RapidJSON's SAX reader behind C: one call turns a JSON text into a flat list of events.
// Nothing is thrown across this border; nothing here keeps a pointer to the text.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum __attribute__((enum_extensibility(closed))) {
    SLOTS_JSON_NULL,
    SLOTS_JSON_FALSE,
    SLOTS_JSON_TRUE,
    /// The number's own text.
    SLOTS_JSON_NUMBER,
    SLOTS_JSON_STRING,
    /// A member's name; its value follows.
    SLOTS_JSON_NAME,
    /// `length` elements follow.
    SLOTS_JSON_ARRAY,
    /// `length` pairs of a name and a value follow.
    SLOTS_JSON_OBJECT,
} slots_json_kind;

typedef struct {
    slots_json_kind kind;
    /// Bytes of the text, or the number of children.
    uint32_t length;
    /// Where the text starts in the document's `text`.
    uint32_t offset;
} slots_json_event;

typedef enum __attribute__((enum_extensibility(closed))) {
    SLOTS_JSON_OK,
    SLOTS_JSON_EMPTY,
    SLOTS_JSON_TRAILING,
    SLOTS_JSON_VALUE,
    SLOTS_JSON_NAME_WANTED,
    SLOTS_JSON_COLON_WANTED,
    SLOTS_JSON_OBJECT_END,
    SLOTS_JSON_ARRAY_END,
    SLOTS_JSON_ESCAPE,
    SLOTS_JSON_SURROGATE,
    SLOTS_JSON_STRING_END,
    SLOTS_JSON_CONTROL,
    SLOTS_JSON_ENCODING,
    SLOTS_JSON_BYTE_ORDER_MARK,
    SLOTS_JSON_BAD_NUMBER,
    SLOTS_JSON_DUPLICATE,
    SLOTS_JSON_DEPTH,
    SLOTS_JSON_SIZE,
    SLOTS_JSON_MEMORY,
} slots_json_error;

/// What `slots_json_read` made; to be given to `slots_json_free` whatever the outcome.
typedef struct {
    slots_json_error error;
    /// Bytes from the start of the input to the trouble.
    size_t error_offset;
    const slots_json_event *events;
    size_t event_count;
    /// UTF-8 of all strings, names and numbers, one after the other, escapes resolved.
    const uint8_t *text;
    /// The owner of the memory.
    void *storage;
} slots_json_document;

/// Reads one JSON text (RFC 8259), strictly; `maximum_depth` bounds the nesting and with it the stack.
slots_json_document slots_json_read(const uint8_t *bytes, size_t count, uint32_t maximum_depth);

void slots_json_free(slots_json_document document);

/// The version of the RapidJSON headers, such as `1.1.0`; a constant.
const char *slots_json_library_version(void);

#ifdef __cplusplus
}
#endif
