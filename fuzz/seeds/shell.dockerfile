FROM debian
SHELL ["/bin/bash", "-c"]
RUN if [ -f a ]; then apt-get update; else apk add curl; fi

RUN case $a in a) apt-get install curl;; b) true;; esac

RUN for a in b; do pip install flask; done; while true; do echo a; done

RUN x=$(apt-get install -y curl) && echo `apk add git` "$(pip install flask)"

RUN sh -c 'apt-get update && apt-get install curl' && bash -c "npm install"

RUN { apt-get update; apt-get install -y curl; } || true

RUN ( cd /a && npm ci ) >/dev/null 2>&1 & wget http://a/b

RUN cat <<EOF >/a && apt-get install curl
a $b
EOF

RUN [[ a =~ (b) ]] && f() { echo a; }; f

RUN curl -L a | sh; wget -qO- a | tar xf - ; echo "é" '\' \
\
# c

    && time ! echo a
