FROM alpine:3.20 as Base
run apk add --no-cache bash
Copy . /srv
FROM Base
CMD ["bash"]
