/* A store of values behind HTTP: PUT /key, GET /key, GET /time?zone, GET /latin1?key, GET /words?key, GET /-user. */
#include <iconv.h>
#include <kv.h>
#include <locale.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LIMIT 65536

static kv *store;

static void answer(FILE *out, int status, const char *body, size_t length) {
  fprintf(out, "HTTP/1.0 %d %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n", status, status < 300 ? "OK" : "Sorry", length);
  fwrite(body, 1, length, out);
}

static void text(FILE *out, int status, const char *body) { answer(out, status, body, strlen(body)); }

static void usage(FILE *out) {
  char page[4096];
  FILE *file = fopen(DATA "/usage.txt", "r");
  size_t length = file ? fread(page, 1, sizeof page, file) : 0;
  if (file) fclose(file);
  answer(out, file ? 200 : 500, page, length);
}

static void zone(FILE *out, const char *name) {
  time_t noon = 1719835200; /* 2024-07-01 12:00 UTC */
  char line[64];
  setenv("TZ", name, 1);
  tzset();
  strftime(line, sizeof line, "%H:%M %Z\n", localtime(&noon));
  text(out, 200, line);
}

/* A value that is kept as UTF-8, as ISO 8859-1. */
static void latin1(FILE *out, const char *key) {
  size_t length, left = LIMIT;
  char *value = kv_get(store, key, &length), *in = value, *buffer = malloc(LIMIT), *to = buffer;
  iconv_t converter = iconv_open("ISO-8859-1", "UTF-8");
  if (!value || converter == (iconv_t)-1 || iconv(converter, &in, &length, &to, &left) == (size_t)-1)
    text(out, 500, "no such text\n");
  else
    answer(out, 200, buffer, (size_t)(to - buffer));
  free(value);
  free(buffer);
}

/* How often which word: other programs know how. */
static void words(FILE *out, const char *key) {
  char command[] = "tr -s '[:space:]' '\\n' </tmp/kvd.words | sort | uniq -c | sort -rn | awk '{ print $2, $1 }'", page[4096];
  size_t length;
  char *value = kv_get(store, key, &length);
  FILE *file = value ? fopen("/tmp/kvd.words", "w") : NULL;
  if (!file) {
    text(out, 404, "no such text\n");
  } else {
    fwrite(value, 1, length, file);
    fclose(file);
    file = popen(command, "r");
    length = fread(page, 1, sizeof page, file);
    pclose(file);
    answer(out, 200, page, length);
  }
  free(value);
}

static void serve(FILE *out) {
  char line[1024], method[8], path[512];
  size_t length = 0;
  path[0] = 0;
  if (!fgets(line, sizeof line, out) || sscanf(line, "%7s /%511[^ ]", method, path) < 1) return;
  while (fgets(line, sizeof line, out) && strcmp(line, "\r\n"))
    if (!strncasecmp(line, "Content-Length:", 15)) length = strtoul(line + 15, NULL, 10);
  if (!strcmp(method, "PUT")) {
    char *value = length < LIMIT ? malloc(length + 1) : NULL;
    if (value && fread(value, 1, length, out) == length && !kv_put(store, path, value, length))
      text(out, 200, "kept\n");
    else
      text(out, 500, "not kept\n");
    free(value);
  } else if (!path[0]) {
    usage(out);
  } else if (!strcmp(path, "-user")) {
    struct passwd *user = getpwuid(getuid());
    text(out, 200, user ? "known\n" : "unknown\n");
  } else if (!strncmp(path, "time?", 5)) {
    zone(out, path + 5);
  } else if (!strncmp(path, "latin1?", 7)) {
    latin1(out, path + 7);
  } else if (!strncmp(path, "words?", 6)) {
    words(out, path + 6);
  } else {
    char *value = kv_get(store, path, &length);
    if (value)
      answer(out, 200, value, length);
    else
      text(out, 404, "no such key\n");
    free(value);
  }
}

int main(int count, char **arguments) {
  const char *file = "kv.sqlite";
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(7000)};
  int on = 1, listener, client;

  setlocale(LC_ALL, "");
  for (int i = 1; i < count; i++) {
    if (!strcmp(arguments[i], "--version")) return puts("kvd 1.1"), 0;
    if (!strcmp(arguments[i], "--file") && i + 1 < count) file = arguments[++i];
  }
  if (!(store = kv_open(file))) {
    fprintf(stderr, "kvd: cannot open %s\n", file);
    return 1;
  }
  signal(SIGPIPE, SIG_IGN);
  listener = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) {
    perror("kvd");
    return 1;
  }
  fprintf(stderr, "kvd listens on 7000\n");
  while ((client = accept(listener, NULL, NULL)) >= 0) {
    FILE *stream = fdopen(client, "r+");
    serve(stream);
    fclose(stream);
  }
  return 0;
}
