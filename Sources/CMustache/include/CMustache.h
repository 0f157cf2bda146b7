#pragma once
// A C face for kainjow's Mustache library (mustache.hpp). No exception leaves it.
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parsed template. One thread at a time may use it.
typedef struct slots_mustache slots_mustache;

typedef struct slots_mustache_failure {
    /// In bytes from the start of the template; SIZE_MAX when the library does not say.
    size_t position;
    /// NUL-terminated.
    char message[160];
} slots_mustache_failure;

enum {
    slots_mustache_variable = 1,
    slots_mustache_raw_variable = 2,
    slots_mustache_section = 3,
    slots_mustache_inverted_section = 4,
    slots_mustache_partial = 5,
};

typedef struct slots_mustache_tag {
    int kind;
    const char *name;
    size_t name_count;
    /// Where the tag begins, in bytes.
    size_t position;
    /// How many sections it stands in.
    size_t depth;
    /// Of a section: bytes between its two tags.
    size_t body_count;
} slots_mustache_tag;

/// Reads a template; free it with slots_mustache_free. NULL with the failure filled in when it is wrong.
///
/// Refuses templates whose sections would make the library's copies of them large.
slots_mustache *slots_mustache_parse(const char *text, size_t count, slots_mustache_failure *failure);
void slots_mustache_free(slots_mustache *mustache);

/// Visits the tags in the order of the text; comments and delimiters are left out.
void slots_mustache_visit_tags(const slots_mustache *mustache, void *context,
                               void (*visit)(void *context, const slots_mustache_tag *tag));

enum {
    slots_mustache_missing = 0,
    slots_mustache_false = 1,
    slots_mustache_true = 2,
    slots_mustache_text = 3,
    slots_mustache_list = 4,
    /// Stops the rendering.
    slots_mustache_stop = 5,
};

/// Where an answer to slots_mustache_source.get goes.
typedef struct slots_mustache_answer slots_mustache_answer;
/// Copies the text; call it before returning slots_mustache_text.
void slots_mustache_answer_text(slots_mustache_answer *answer, const char *text, size_t count);
/// Call it before returning slots_mustache_list.
void slots_mustache_answer_count(slots_mustache_answer *answer, size_t count);

enum {
    slots_mustache_escape_none = 0,
    slots_mustache_escape_html = 1,
};

/// Answers the questions of a rendering. The functions must not throw or jump.
typedef struct slots_mustache_source {
    void *context;
    /// The value of a name where the rendering stands; one of the answers above.
    int (*get)(void *context, const char *name, size_t count, slots_mustache_answer *answer);
    /// Steps into the value that was given last on this level: into its item, or, with -1, into itself.
    void (*push)(void *context, ptrdiff_t index);
    void (*pop)(void *context);
    /// One of the escapes above.
    int escape;
    /// In bytes.
    size_t output_limit;
} slots_mustache_source;

enum {
    slots_mustache_rendered = 0,
    slots_mustache_stopped = 1,
    slots_mustache_too_large = 2,
    slots_mustache_failed = 3,
};

/// Renders and hands the output to `take` once, if it is complete.
int slots_mustache_render(slots_mustache *mustache, const slots_mustache_source *source, void *context,
                          void (*take)(void *context, const char *text, size_t count),
                          slots_mustache_failure *failure);

#ifdef __cplusplus
}
#endif
