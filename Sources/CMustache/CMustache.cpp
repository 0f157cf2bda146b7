#include "CMustache.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <kainjow/mustache.hpp>
#include <memory>
#include <string>

#include "standalone_lines.hpp"

namespace km = kainjow::mustache;
using component = km::component<std::string>;

struct slots_mustache {
    km::mustache renderer;
    // The library's own parser once more: the renderer keeps its tree to itself, and we want the positions.
    component root;
    prepared_template prepared;

    explicit slots_mustache(prepared_template text) : renderer(text.text), prepared(std::move(text)) {}
};

struct slots_mustache_answer {
    std::string text;
    size_t count = 0;
};

namespace {

// The library copies the body of every section, nested ones once for each level, and walks nested ones by
// recursion. Every section has a '#' or '^', so this bound cannot be tricked by custom delimiters.
constexpr size_t maximum_sections = 1000;
constexpr size_t maximum_copied = size_t(64) << 20;

void fail(slots_mustache_failure *failure, const std::string &message) {
    failure->position = SIZE_MAX;
    std::string text = message;
    // The library ends its messages with " at <position>".
    const auto at = text.rfind(" at ");
    if (at != std::string::npos && at + 4 < text.size()
        && std::all_of(text.begin() + at + 4, text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        failure->position = std::strtoull(text.c_str() + at + 4, nullptr, 10);
        text.resize(at);
    }
    const size_t count = std::min(text.size(), sizeof(failure->message) - 1);
    std::memcpy(failure->message, text.data(), count);
    failure->message[count] = 0;
}

struct stopped {};
struct too_large {};

std::string escape_html(const std::string &text) {
    std::string result;
    result.reserve(text.size() + 16);
    for (const char c : text) {
        switch (c) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        default: result += c;
        }
    }
    return result;
}

// Answers the library's questions from a source. What was given last on each level stays alive until the
// level's next question, because the library steps into it.
class source_context : public km::basic_context<std::string> {
  public:
    explicit source_context(const slots_mustache_source &source) : source_(source) { levels_.resize(1); }

    void push(const km::data *data) override {
        const km::data &given = levels_[depth_];
        ptrdiff_t index = -1;
        if (data != &given && given.is_list()) index = data - given.list_value().data();
        source_.push(source_.context, index);
        depth_++;
        if (levels_.size() <= depth_) levels_.emplace_back();
    }

    void pop() override {
        source_.pop(source_.context);
        depth_--;
    }

    const km::data *get(const std::string &name) const override {
        slots_mustache_answer answer;
        km::data &value = levels_[depth_];
        switch (source_.get(source_.context, name.data(), name.size(), &answer)) {
        case slots_mustache_false: value = km::data(false); break;
        case slots_mustache_true: value = km::data(true); break;
        case slots_mustache_text: value = km::data(answer.text); break;
        case slots_mustache_list: value = km::data(km::list(answer.count, km::data(true))); break;
        case slots_mustache_missing: return nullptr;
        default: throw stopped();
        }
        return &value;
    }

    // Templates cannot bring in files.
    const km::data *get_partial(const std::string &) const override { return nullptr; }

  private:
    const slots_mustache_source &source_;
    // A deque, because the library keeps pointers to the values of the outer levels while it is inside.
    mutable std::deque<km::data> levels_;
    size_t depth_ = 0;
};

// Collects the output of a rendering, which the library gives line by line.
class bounded_stream {
  public:
    explicit bounded_stream(size_t limit) : limit_(limit) {}
    bounded_stream &operator<<(const std::string &text) {
        if (text.size() > limit_ - text_.size()) throw too_large();
        text_ += text;
        return *this;
    }
    const std::string &text() const { return text_; }

  private:
    size_t limit_;
    std::string text_;
};

int kind_of(km::tag_type type) {
    switch (type) {
    case km::tag_type::variable: return slots_mustache_variable;
    case km::tag_type::unescaped_variable: return slots_mustache_raw_variable;
    case km::tag_type::section_begin: return slots_mustache_section;
    case km::tag_type::section_begin_inverted: return slots_mustache_inverted_section;
    case km::tag_type::partial: return slots_mustache_partial;
    default: return 0;
    }
}

void visit_children(const component &parent, const prepared_template &prepared, size_t depth, void *context,
                    void (*visit)(void *, const slots_mustache_tag *)) {
    for (const auto &child : parent.children) {
        const int kind = kind_of(child.tag.type);
        if (kind == 0) continue;
        slots_mustache_tag tag;
        tag.kind = kind;
        tag.name = child.tag.name.data();
        tag.name_count = child.tag.name.size();
        tag.position = prepared.original(child.position);
        tag.depth = depth;
        tag.body_count = child.tag.section_text ? child.tag.section_text->size() : 0;
        visit(context, &tag);
        if (child.tag.is_section_begin()) visit_children(child, prepared, depth + 1, context, visit);
    }
}

} // namespace

extern "C" {

slots_mustache *slots_mustache_parse(const char *text, size_t count, slots_mustache_failure *failure) {
    try {
        if (text == nullptr) text = "";
        const size_t sections = static_cast<size_t>(
            std::count_if(text, text + count, [](char c) { return c == '#' || c == '^'; }));
        if (sections > maximum_sections || (sections > 0 && count > maximum_copied / sections)) {
            fail(failure, "Too many sections");
            return nullptr;
        }
        auto mustache = std::make_unique<slots_mustache>(
            standalone_lines::prepare(std::string(text, count)));
        const std::string &input = mustache->prepared.text;
        if (!mustache->renderer.is_valid()) {
            fail(failure, mustache->renderer.error_message());
            if (failure->position != SIZE_MAX)
                failure->position = mustache->prepared.original(failure->position);
            return nullptr;
        }
        km::context<std::string> empty;
        km::context_internal<std::string> internal(empty);
        std::string message;
        km::parser<std::string>(input, internal, mustache->root, message);
        return mustache.release();
    } catch (...) {
        fail(failure, "Malformed tag");
        return nullptr;
    }
}

void slots_mustache_free(slots_mustache *mustache) { delete mustache; }

void slots_mustache_visit_tags(const slots_mustache *mustache, void *context,
                               void (*visit)(void *, const slots_mustache_tag *)) {
    visit_children(mustache->root, mustache->prepared, 0, context, visit);
}

void slots_mustache_answer_text(slots_mustache_answer *answer, const char *text, size_t count) {
    // Called from foreign code: an exception must not pass through it. Out of memory ends the program.
    [&]() noexcept {
        if (text != nullptr) answer->text.assign(text, count);
    }();
}

void slots_mustache_answer_count(slots_mustache_answer *answer, size_t count) { answer->count = count; }

int slots_mustache_render(slots_mustache *mustache, const slots_mustache_source *source, void *context,
                          void (*take)(void *, const char *, size_t), slots_mustache_failure *failure) {
    try {
        bounded_stream output(source->output_limit);
        source_context values(*source);
        switch (source->escape) {
        case slots_mustache_escape_html: mustache->renderer.set_custom_escape(escape_html); break;
        default: mustache->renderer.set_custom_escape([](const std::string &text) { return text; });
        }
        mustache->renderer.render(values, output);
        if (!mustache->renderer.is_valid()) {
            fail(failure, mustache->renderer.error_message());
            return slots_mustache_failed;
        }
        take(context, output.text().data(), output.text().size());
        return slots_mustache_rendered;
    } catch (const stopped &) {
        return slots_mustache_stopped;
    } catch (const too_large &) {
        return slots_mustache_too_large;
    } catch (const std::exception &error) {
        fail(failure, error.what());
        return slots_mustache_failed;
    } catch (...) {
        fail(failure, "unknown");
        return slots_mustache_failed;
    }
}

} // extern "C"
