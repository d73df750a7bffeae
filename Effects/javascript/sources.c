// The script's files, and the ways one may import another: './name.js' and './name.wasm' among the files of the effect,
// and 'kernel:name'. Nothing else can be reached. Called while a script is loaded.

#include <stdlib.h>

#include "kernels.h"
#include "modules.h"

typedef struct {
    source *list;
    size_t count;
} files;

static files scripts, binaries;

static bool files_set(files *files, const source *list, size_t count) {
    files->list = calloc(count + 1, sizeof *files->list);
    if (!files->list) return false;
    for (size_t i = 0; i < count; i++) {
        source *kept = &files->list[i];
        kept->name = copy_string(list[i].name, strlen(list[i].name));
        kept->text = copy_string(list[i].text, list[i].length);
        kept->length = list[i].length;
        if (!kept->name || !kept->text) return false;
        files->count++;
    }
    return true;
}

static const source *file_named(const files *files, const char *name) {
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->list[i].name, name) == 0) return &files->list[i];
    return NULL;
}

bool sources_set(const source *list, size_t count) { return files_set(&scripts, list, count); }
bool binaries_set(const source *list, size_t count) { return files_set(&binaries, list, count); }
static int digit_of(char letter) {
    if (letter >= 'A' && letter <= 'Z') return letter - 'A';
    if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9') return letter - '0' + 52;
    return letter == '+' ? 62 : letter == '/' ? 63 : -1;
}

bool binaries_decode(void) {
    for (size_t i = 0; i < binaries.count; i++) {
        source *file = &binaries.list[i];
        size_t length = file->length, written = 0;
        if (length % 4 != 0) return false;
        while (length > 0 && file->text[length - 1] == '=') length--;
        uint32_t bits = 0;
        // In place: what is written is always behind what is read.
        for (size_t at = 0; at < length; at++) {
            int digit = digit_of(file->text[at]);
            if (digit < 0) return false;
            bits = bits << 6 | (uint32_t)digit;
            if (at % 4 != 0) file->text[written++] = (char)(bits >> (6 - at % 4 * 2));
        }
        file->length = written;
    }
    return true;
}

const source *source_named(const char *name) { return file_named(&scripts, name); }
const source *binary_named(const char *name) { return file_named(&binaries, name); }
const source *source_entry(void) { return scripts.count > 0 ? &scripts.list[0] : NULL; }

/// Where a specifier is written in a file: its first appearance between quotes. The engine doesn't say.
static void find_specifier(const char *file, const char *specifier, uint32_t *line, uint32_t *column) {
    *line = *column = 0;
    const source *source = source_named(file);
    size_t length = strlen(specifier);
    if (!source || length == 0) return;
    const char *start = source->text;
    uint32_t number = 1;
    for (const char *at = source->text; *at; at++) {
        if (*at == '\n') {
            start = at + 1;
            number++;
        } else if ((*at == '\'' || *at == '"') && strncmp(at + 1, specifier, length) == 0 && at[length + 1] == *at) {
            *line = number;
            *column = (uint32_t)(at - start) + 1;
            return;
        }
    }
}

/// Joins a relative specifier with the folder of the file that imports it. Null if it leads out of the effect.
static char *join(JSContext *context, const char *base, const char *specifier) {
    const char *slash = strrchr(base, '/');
    size_t folder = slash ? (size_t)(slash - base) + 1 : 0;
    char *path = js_malloc(context, folder + strlen(specifier) + 1);
    if (!path) return NULL;
    memcpy(path, base, folder);
    size_t length = folder;
    for (const char *rest = specifier; *rest;) {
        size_t part = strcspn(rest, "/");
        bool is_last = rest[part] == 0;
        if (part == 2 && memcmp(rest, "..", 2) == 0) {
            if (length == 0) {
                path[0] = 0;
                return path;
            }
            length--;
            while (length > 0 && path[length - 1] != '/') length--;
        } else if (!(part == 1 && rest[0] == '.')) {
            memcpy(path + length, rest, part);
            length += part;
            if (!is_last) path[length++] = '/';
        }
        rest += part + !is_last;
    }
    path[length] = 0;
    return path;
}

/// The import being resolved: the engine tells the loader only the name.
static struct {
    const char *file;
    uint32_t line;
    uint32_t column;
} importer;

/// From what an import says to a file's name. Throws where there is none, saying which file asked, and where.
static char *resolve(JSContext *context, const char *base, const char *specifier, void *opaque) {
    (void)opaque;
    uint32_t line, column;
    find_specifier(base, specifier, &line, &column);
    const source *importing = source_named(base);
    importer.file = importing ? importing->name : NULL;
    importer.line = line;
    importer.column = column;
    if (!engine_realm.is_loading) {
        throw_at(context, base, line, column, "import('%s'): a script loads its modules before it is started", specifier);
        return NULL;
    }
    if (strncmp(specifier, "kernel:", 7) == 0) return js_strdup(context, specifier);
    if (strncmp(specifier, "./", 2) != 0 && strncmp(specifier, "../", 3) != 0) {
        throw_at(context, base, line, column,
                 "cannot import '%s': a script can import files of its own effect ('./name.js', './name.wasm') and "
                 "kernels ('kernel:name'), nothing else", specifier);
        return NULL;
    }
    char *name = join(context, base, specifier);
    if (!name) return NULL;
    if (source_named(name) || binary_named(name)) return name;
    if (name[0] == 0)
        throw_at(context, base, line, column, "cannot import '%s': it leads out of the effect's folder", specifier);
    else
        throw_at(context, base, line, column, "cannot import '%s': the effect has no file '%s'", specifier, name);
    js_free(context, name);
    return NULL;
}

bool source_describe(JSContext *context, JSModuleDef *module, const char *name) {
    JSValue meta = JS_GetImportMeta(context, module);
    if (JS_IsException(meta)) return false;
    text url = {0};
    text_print(&url, "file:///%s", name);
    bool done = JS_DefinePropertyValueStr(
                    context, meta, "url", JS_NewString(context, url.data ? url.data : ""), JS_PROP_C_W_E) >= 0;
    free(url.data);
    JS_FreeValue(context, meta);
    return done;
}

/// Gives the pending exception the import's place as its stack.
static void blame_importer(JSContext *context) {
    JSValue error = JS_GetException(context);
    if (JS_IsError(error) && importer.file && importer.line > 0) {
        char stack[512];
        snprintf(stack, sizeof stack, "    at %s:%u:%u\n", importer.file, importer.line, importer.column);
        JS_DefinePropertyValueStr(
            context, error, "stack", JS_NewString(context, stack), JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
    }
    JS_Throw(context, error);
}

static JSModuleDef *load(JSContext *context, const char *name, void *opaque, JSValueConst attributes) {
    (void)opaque, (void)attributes;
    if (strncmp(name, "kernel:", 7) == 0) {
        JSModuleDef *module = cajon_kernel_module(context, name + 7);
        if (!module) blame_importer(context);
        return module;
    }
    const source *file = source_named(name), *binary = binary_named(name);
    if (!file && binary) {
        JSModuleDef *module = modules_import(context, binary);
        if (!module) blame_importer(context);
        return module;
    }
    if (!file) {
        JS_ThrowTypeError(context, "the effect has no file '%s'", name);
        return NULL;
    }
    JSValue module = JS_Eval(
        context, file->text, file->length, file->name, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
    if (JS_IsException(module)) return NULL;
    // The context keeps the module; the value is one more reference.
    JSModuleDef *definition = JS_VALUE_GET_PTR(module);
    JS_FreeValue(context, module);
    return source_describe(context, definition, file->name) ? definition : NULL;
}

/// Refuses `with { type: 'json' }` and the like.
static int check_attributes(JSContext *context, void *opaque, JSValueConst attributes) {
    (void)opaque;
    JSPropertyEnum *names;
    uint32_t count;
    if (JS_GetOwnPropertyNames(context, &names, &count, attributes, JS_GPN_STRING_MASK) < 0) return -1;
    JS_FreePropertyEnum(context, names, count);
    if (count == 0) return 0;
    JS_ThrowTypeError(context, "import attributes are not supported: only JavaScript can be imported");
    return -1;
}

void sources_install(JSRuntime *runtime) { JS_SetModuleLoaderFunc2(runtime, resolve, load, check_attributes, NULL); }
