from alpine:3.20
run apk add --no-cache bash
maintainer erika@example.com
add . /srv
cmd ["bash"]
