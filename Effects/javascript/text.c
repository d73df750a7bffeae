// Strings that grow, for messages. Never called while sound runs without trouble.

#include <stdio.h>
#include <stdlib.h>

#include "shim.h"

/// What one message may hold: more is dropped, so that a script can't fill memory with its log.
enum { LONGEST_TEXT = 1 << 16 };

void text_add(text *text, const char *bytes, size_t length) {
    if (length > LONGEST_TEXT - text->length) {
        length = LONGEST_TEXT - text->length;
        // A cut lies before the first byte of a character.
        while (length > 0 && ((uint8_t)bytes[length] & 0xc0) == 0x80) length--;
    }
    if (text->length + length + 1 > text->capacity) {
        size_t capacity = (text->length + length + 1) * 2;
        char *data = realloc(text->data, capacity);
        if (!data) return;
        text->data = data;
        text->capacity = capacity;
    }
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = 0;
}

void text_print(text *text, const char *format, ...) {
    char buffer[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(buffer, sizeof buffer, format, arguments);
    va_end(arguments);
    if (length < 0) return;
    if ((size_t)length < sizeof buffer) {
        text_add(text, buffer, (size_t)length);
        return;
    }
    char *long_buffer = malloc((size_t)length + 1);
    if (!long_buffer) {
        text_add(text, buffer, sizeof buffer - 1);
        return;
    }
    va_start(arguments, format);
    vsnprintf(long_buffer, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text_add(text, long_buffer, (size_t)length);
    free(long_buffer);
}

void text_clear(text *text) {
    text->length = 0;
    if (text->data) text->data[0] = 0;
}

char *copy_string(const char *bytes, size_t length) {
    char *copy = malloc(length + 1);
    if (!copy) return NULL;
    memcpy(copy, bytes, length);
    copy[length] = 0;
    return copy;
}

cajon_string string_of(const char *text) {
    return (cajon_string){(const uint8_t *)(text ? text : ""), text ? strlen(text) : 0};
}
