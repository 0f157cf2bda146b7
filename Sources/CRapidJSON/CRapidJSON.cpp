#include "CRapidJSON.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/rapidjson.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>
#include <vector>

namespace {

/// A number that RapidJSON would refuse because no `double` can hold it; its text is what counts here.
struct LargeNumber {
    size_t offset;
    std::string_view text;
};

struct Storage {
    std::vector<slots_json_event> events;
    std::vector<uint8_t> text;
};

/// Where the string starts whose closing quotation mark stands right before `end`.
///
/// Inside a string every quotation mark follows an odd number of backslashes; the opening one follows none.
size_t opening_quote(const char *bytes, size_t end) {
    size_t position = end - 1;
    while (position > 0) {
        position--;
        if (bytes[position] != '"') continue;
        size_t backslashes = 0;
        while (backslashes < position && bytes[position - 1 - backslashes] == '\\') backslashes++;
        if (backslashes % 2 == 0) return position;
    }
    return 0;
}

class Recorder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Recorder> {
public:
    Recorder(Storage &storage, const rapidjson::MemoryStream &stream, uint32_t maximum_depth,
             const std::vector<LargeNumber> &large)
        : storage(storage), stream(stream), maximum_depth(maximum_depth), large(large) {}

    slots_json_error error = SLOTS_JSON_OK;
    size_t error_offset = 0;

    bool Null() { return leaf(SLOTS_JSON_NULL); }
    bool Bool(bool value) { return leaf(value ? SLOTS_JSON_TRUE : SLOTS_JSON_FALSE); }

    bool RawNumber(const char *text, rapidjson::SizeType length, bool) {
        if (next_large < large.size() && large[next_large].offset == stream.Tell() - spelled(next_large)) {
            std::string_view spelling = large[next_large++].text;
            return record(SLOTS_JSON_NUMBER, spelling.data(), spelling.size());
        }
        return record(SLOTS_JSON_NUMBER, text, length);
    }

    bool String(const char *text, rapidjson::SizeType length, bool) { return quoted(SLOTS_JSON_STRING, text, length); }
    bool Key(const char *text, rapidjson::SizeType length, bool) { return quoted(SLOTS_JSON_NAME, text, length); }

    bool StartArray() { return open(SLOTS_JSON_ARRAY); }
    bool StartObject() { return open(SLOTS_JSON_OBJECT); }
    bool EndArray(rapidjson::SizeType count) { return close(count); }

    bool EndObject(rapidjson::SizeType count) {
        if (!names_differ(count)) return false;
        names.resize(names.size() - count);
        return close(count);
    }

private:
    struct Name {
        std::string_view text() const { return {reinterpret_cast<const char *>(start), length}; }
        const uint8_t *start;
        uint32_t offset;
        uint32_t length;
        /// In the input, after the closing quotation mark.
        size_t end;
    };

    Storage &storage;
    const rapidjson::MemoryStream &stream;
    uint32_t maximum_depth;
    const std::vector<LargeNumber> &large;
    size_t next_large = 0;
    /// Indices of the arrays and objects that are open.
    std::vector<size_t> open_events;
    /// Names of the objects that are open, innermost last.
    std::vector<Name> names;

    /// The length of what stands in for a large number: `0` or `-0`.
    size_t spelled(size_t index) const { return large[index].text.front() == '-' ? 2 : 1; }

    bool fail(slots_json_error reason, size_t offset) {
        error = reason;
        error_offset = offset;
        return false;
    }

    bool leaf(slots_json_kind kind) {
        storage.events.push_back({kind, 0, 0});
        return true;
    }

    bool record(slots_json_kind kind, const char *text, size_t length) {
        storage.events.push_back(
            {kind, static_cast<uint32_t>(length), static_cast<uint32_t>(storage.text.size())});
        storage.text.insert(storage.text.end(), text, text + length);
        return true;
    }

    bool quoted(slots_json_kind kind, const char *text, size_t length) {
        // A lone low surrogate passes RapidJSON and comes out as ED A0…BF xx, which is not UTF-8.
        const char *end = text + length;
        for (const char *lead = text; lead < end; lead++) {
            lead = static_cast<const char *>(std::memchr(lead, 0xED, static_cast<size_t>(end - lead)));
            if (lead == nullptr) break;
            if (end - lead > 1 && static_cast<uint8_t>(lead[1]) >= 0xA0)
                return fail(SLOTS_JSON_SURROGATE, opening_quote(stream.begin_, stream.Tell()));
        }
        if (kind == SLOTS_JSON_NAME)
            names.push_back({nullptr, static_cast<uint32_t>(storage.text.size()),
                             static_cast<uint32_t>(length), stream.Tell()});
        return record(kind, text, length);
    }

    bool open(slots_json_kind kind) {
        if (open_events.size() >= maximum_depth) return fail(SLOTS_JSON_DEPTH, stream.Tell() - 1);
        open_events.push_back(storage.events.size());
        return leaf(kind);
    }

    bool close(uint32_t count) {
        storage.events[open_events.back()].length = count;
        open_events.pop_back();
        return true;
    }

    /// Sorting rather than hashing: nobody can choose names that make it slow.
    bool names_differ(size_t count) {
        if (count < 2) return true;
        auto first = names.end() - static_cast<std::ptrdiff_t>(count);
        for (auto name = first; name != names.end(); name++) name->start = storage.text.data() + name->offset;
        if (count <= 12) {
            for (auto later = first + 1; later != names.end(); later++)
                for (auto earlier = first; earlier != later; earlier++)
                    if (earlier->text() == later->text()) return duplicate(later->end);
            return true;
        }
        std::sort(first, names.end(), [](const Name &left, const Name &right) {
            if (left.length != right.length) return left.length < right.length;
            int order = std::memcmp(left.start, right.start, left.length);
            return order != 0 ? order < 0 : left.end < right.end;
        });
        size_t end = 0;
        for (auto name = first + 1; name != names.end(); name++)
            if (name->text() == (name - 1)->text() && (end == 0 || name->end < end)) end = name->end;
        return end == 0 || duplicate(end);
    }

    bool duplicate(size_t end) { return fail(SLOTS_JSON_DUPLICATE, opening_quote(stream.begin_, end)); }
};

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool is_number(std::string_view text) {
    size_t at = 0;
    auto digits = [&] {
        size_t start = at;
        while (at < text.size() && is_digit(text[at])) at++;
        return at > start;
    };
    if (at < text.size() && text[at] == '-') at++;
    if (at < text.size() && text[at] == '0') at++;
    else if (!digits()) return false;
    if (at < text.size() && text[at] == '.') {
        at++;
        if (!digits()) return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) at++;
        if (!digits()) return false;
    }
    return at == text.size();
}

/// Writes `0` and blanks over every number that may be beyond a `double`, and says what stood there.
///
/// Only a whole number goes: what is no number stays as it is, to be refused at its place.
std::vector<LargeNumber> take_large_numbers(std::string_view original, std::vector<char> &copy) {
    std::vector<LargeNumber> found;
    copy.assign(original.begin(), original.end());
    size_t at = 0;
    while (at < original.size()) {
        if (original[at] == '"') {
            for (at++; at < original.size() && original[at] != '"'; at++)
                if (original[at] == '\\') at++;
            at++;
            continue;
        }
        size_t start = at;
        while (at < original.size() && (is_digit(original[at]) || std::strchr("+-.eE", original[at]) != nullptr)
               && original[at] != '\0')
            at++;
        std::string_view run = original.substr(start, at - start);
        bool is_large = run.size() > 300 || run.find_first_of("eE") != std::string_view::npos;
        if (is_large && is_number(run)) {
            found.push_back({start, run});
            size_t digit = start + (run.front() == '-' ? 1 : 0);
            std::fill(copy.begin() + static_cast<std::ptrdiff_t>(digit),
                      copy.begin() + static_cast<std::ptrdiff_t>(at), ' ');
            copy[digit] = '0';
        }
        if (run.empty()) at++;
    }
    return found;
}

slots_json_error reason(rapidjson::ParseErrorCode code, const char *bytes, size_t count, size_t offset) {
    switch (code) {
    case rapidjson::kParseErrorNone: return SLOTS_JSON_OK;
    case rapidjson::kParseErrorDocumentEmpty: return SLOTS_JSON_EMPTY;
    case rapidjson::kParseErrorDocumentRootNotSingular: return SLOTS_JSON_TRAILING;
    case rapidjson::kParseErrorObjectMissName: return SLOTS_JSON_NAME_WANTED;
    case rapidjson::kParseErrorObjectMissColon: return SLOTS_JSON_COLON_WANTED;
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket: return SLOTS_JSON_OBJECT_END;
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return SLOTS_JSON_ARRAY_END;
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return SLOTS_JSON_SURROGATE;
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex: return SLOTS_JSON_ESCAPE;
    case rapidjson::kParseErrorStringEscapeInvalid:
        return offset < count && bytes[offset] != '\\' ? SLOTS_JSON_CONTROL : SLOTS_JSON_ESCAPE;
    case rapidjson::kParseErrorStringMissQuotationMark:
        return offset < count ? SLOTS_JSON_CONTROL : SLOTS_JSON_STRING_END;
    case rapidjson::kParseErrorStringInvalidEncoding: return SLOTS_JSON_ENCODING;
    case rapidjson::kParseErrorNumberTooBig:
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent: return SLOTS_JSON_BAD_NUMBER;
    case rapidjson::kParseErrorValueInvalid:
    case rapidjson::kParseErrorTermination:
    case rapidjson::kParseErrorUnspecificSyntaxError: return SLOTS_JSON_VALUE;
    }
    return SLOTS_JSON_VALUE;
}

/// Whether the text was read, or refused for another reason than the size of a number.
bool parse(const char *bytes, size_t count, uint32_t maximum_depth, const std::vector<LargeNumber> &large,
           Storage &storage, slots_json_document &document) {
    constexpr unsigned flags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;
    storage.events.clear();
    storage.text.clear();
    rapidjson::MemoryStream stream(bytes, count);
    Recorder recorder(storage, stream, maximum_depth, large);
    rapidjson::Reader reader;
    rapidjson::ParseResult result = reader.Parse<flags>(stream, recorder);
    if (recorder.error != SLOTS_JSON_OK) {
        document.error = recorder.error;
        document.error_offset = recorder.error_offset;
    } else if (result.IsError()) {
        document.error = reason(result.Code(), bytes, count, result.Offset());
        document.error_offset = std::min(result.Offset(), count);
    } else if (stream.Tell() != count) {
        // RapidJSON takes a NUL byte for the end of the text.
        document.error = SLOTS_JSON_TRAILING;
        document.error_offset = stream.Tell();
    } else {
        document.error = SLOTS_JSON_OK;
    }
    return result.Code() != rapidjson::kParseErrorNumberTooBig;
}

}  // namespace

slots_json_document slots_json_read(const uint8_t *bytes, size_t count, uint32_t maximum_depth) {
    slots_json_document document = {};
    if (count > INT32_MAX) {
        document.error = SLOTS_JSON_SIZE;
        return document;
    }
    if (count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF) {
        document.error = SLOTS_JSON_BYTE_ORDER_MARK;
        return document;
    }
    try {
        Storage *storage = new Storage();
        document.storage = storage;
        const char *characters = reinterpret_cast<const char *>(bytes);
        if (!parse(characters, count, maximum_depth, {}, *storage, document)) {
            std::vector<char> copy;
            std::vector<LargeNumber> large = take_large_numbers({characters, count}, copy);
            parse(copy.data(), count, maximum_depth, large, *storage, document);
        }
        document.events = storage->events.data();
        document.event_count = storage->events.size();
        document.text = storage->text.data();
    } catch (...) {
        document.error = SLOTS_JSON_MEMORY;
    }
    return document;
}

void slots_json_free(slots_json_document document) { delete static_cast<Storage *>(document.storage); }

const char *slots_json_library_version(void) { return RAPIDJSON_VERSION_STRING; }
