#pragma once
// kainjow 4.1 leaves an empty line where a comment or a change of delimiters stands on a line of its own;
// the specification wants the line to go. So such lines are taken out before the library sees the text, and
// the positions that it reports are moved back. Can go when the library passes the specification's modules
// "comments" and "delimiters" by itself.
#include <cctype>
#include <string>
#include <utility>
#include <vector>

struct prepared_template {
    std::string text;
    // Position in `text` from which on so many bytes are missing.
    std::vector<std::pair<size_t, size_t>> removed;

    size_t original(size_t position) const {
        size_t result = position;
        for (const auto &cut : removed) {
            if (cut.first > position) break;
            result += cut.second;
        }
        return result;
    }
};

class standalone_lines {
  public:
    static prepared_template prepare(const std::string &input) {
        standalone_lines scanner(input);
        scanner.scan();
        scanner.keep_until(input.size());
        return std::move(scanner.result_);
    }

  private:
    explicit standalone_lines(const std::string &input) : input_(input) {}

    // Goes from tag to tag as the library does. At anything odd it stops: the library will complain.
    void scan() {
        size_t position = 0;
        while ((position = input_.find(begin_, position)) != std::string::npos) {
            size_t inside = position + begin_.size();
            const bool is_raw = begin_ == "{{" && end_ == "}}" && inside < input_.size() && input_[inside] == '{';
            const std::string closing = is_raw ? "}}}" : end_;
            const size_t close = input_.find(closing, is_raw ? inside + 1 : inside);
            if (close == std::string::npos) return;
            const size_t after = close + closing.size();
            size_t first = inside;
            while (first < close && std::isspace(static_cast<unsigned char>(input_[first]))) first++;
            const char kind = first < close && !is_raw ? input_[first] : 0;
            if (kind == '=' && !set_delimiters(first, close)) return;
            if (kind == '!' || kind == '=') cut(position, after, kind == '=');
            position = after;
        }
    }

    bool set_delimiters(size_t first, size_t close) {
        const std::string contents = trimmed(input_.substr(first, close - first));
        if (contents.size() < 5 || contents.back() != '=') return false;
        const std::string pair = trimmed(contents.substr(1, contents.size() - 2));
        const size_t blank = pair.find(' ');
        if (blank == std::string::npos) return false;
        const size_t second = pair.find_first_not_of(' ', blank + 1);
        if (second == std::string::npos) return false;
        begin_ = pair.substr(0, blank);
        end_ = pair.substr(second);
        return true;
    }

    // Takes out the line of a tag that has it to itself; a change of delimiters keeps its tag.
    void cut(size_t tag_start, size_t tag_end, bool keeps_tag) {
        size_t start = tag_start;
        while (start > kept_ && is_blank(input_[start - 1])) start--;
        if (start > 0 && input_[start - 1] != '\n' && input_[start - 1] != '\r') return;
        // Something of this line is out already, so that the tag is not alone on it.
        if (start < kept_) return;
        size_t end = tag_end;
        while (end < input_.size() && is_blank(input_[end])) end++;
        if (end < input_.size()) {
            if (input_.compare(end, 2, "\r\n") == 0) end += 2;
            else if (input_[end] == '\n' || input_[end] == '\r') end++;
            else return;
        }
        keep_until(start);
        if (keeps_tag) {
            drop_until(tag_start);
            keep_until(tag_end);
        }
        drop_until(end);
    }

    void keep_until(size_t end) {
        if (end <= kept_) return;
        result_.text.append(input_, kept_, end - kept_);
        kept_ = end;
    }

    void drop_until(size_t end) {
        if (end <= kept_) return;
        result_.removed.emplace_back(result_.text.size(), end - kept_);
        kept_ = end;
    }

    static bool is_blank(char c) { return c == ' ' || c == '\t'; }

    static std::string trimmed(const std::string &text) {
        size_t start = 0;
        size_t end = text.size();
        while (start < end && std::isspace(static_cast<unsigned char>(text[start]))) start++;
        while (end > start && std::isspace(static_cast<unsigned char>(text[end - 1]))) end--;
        return text.substr(start, end - start);
    }

    const std::string &input_;
    std::string begin_ = "{{";
    std::string end_ = "}}";
    // Up to where the input went into the result.
    size_t kept_ = 0;
    prepared_template result_;
};
