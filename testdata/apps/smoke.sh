# What the smoke tests of all apps share: sourced, POSIX sh, needs docker and curl on the host and nothing in the image.
#
#   smoke IMAGE [OPTION...]      OPTIONs go to every `docker run`: --read-only, --user 12345:0, ...
#
# A smoke test asks the running app and prints one line an answer, `question: answer`, the same on every run of the same
# app: what varies (dates, ports, container ids) must not be printed. It exits with 0 when all answers are right.

set -eu
IMAGE=$1
shift
OPTIONS=$*
CONTAINER=
FAILED=0

finish() {
  status=$?
  if [ -n "$CONTAINER" ]; then
    [ "$status" = 0 ] && [ "$FAILED" = 0 ] || docker logs "$CONTAINER" 2>&1 | tail -40 >&2
    docker rm -f -v "$CONTAINER" >/dev/null 2>&1 || true
  fi
  [ "$status" != 0 ] || exit "$FAILED"
}
trap finish EXIT
trap 'exit 130' INT TERM

# start [OPTION...]: runs the image in the background. Options of the app itself, such as `-e KEY=value`, go here.
start() {
  # shellcheck disable=SC2086
  CONTAINER=$(docker run -d $OPTIONS "$@" "$IMAGE")
}

# address PORT: where the app is reached.
address() {
  echo "$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$CONTAINER"):$1"
}

# ready PORT PATH: waits up to 60 s until the app answers with a status below 500.
ready() {
  for _ in $(seq 600); do
    status=$(curl -s -o /dev/null -m 5 -w '%{http_code}' "http://$(address "$1")$2" || true)
    case $status in 2?? | 3?? | 4??) return 0 ;; esac
    [ "$(docker inspect -f '{{.State.Running}}' "$CONTAINER")" = true ] || break
    sleep 0.1
  done
  echo "the app never answered on port $1" >&2
  exit 1
}

# logged TEXT: waits up to 60 s until the app has logged a line with that text.
logged() {
  for _ in $(seq 600); do
    docker logs "$CONTAINER" 2>&1 | grep -qF -- "$1" && return 0
    sleep 0.1
  done
  echo "the app never logged: $1" >&2
  exit 1
}

# ask QUESTION EXPECTED COMMAND...: prints the command's output as the answer; it must be (or match, as a pattern) EXPECTED.
ask() {
  question=$1 expected=$2
  shift 2
  answer=$("$@" 2>&1) || answer="failed ($?): $answer"
  echo "$question: $answer"
  # shellcheck disable=SC2254
  case $answer in
  $expected) ;;
  *) echo "  expected: $expected" >&2; FAILED=1 ;;
  esac
}

# get PORT PATH [CURL OPTION...]: the body of an answer.
get() {
  port=$1 path=$2
  shift 2
  curl -sS -m 30 "$@" "http://$(address "$port")$path"
}

# once [OPTION...] -- [ARGUMENT...]: runs the image to its end, prints what it wrote.
once() {
  options=
  while [ $# -gt 0 ] && [ "$1" != -- ]; do options="$options $1"; shift; done
  [ $# -eq 0 ] || shift
  # shellcheck disable=SC2086
  docker run --rm $OPTIONS $options "$IMAGE" "$@" 2>&1
}
