FROM alpine:3.20
# who to ask
MAINTAINER erika@example.com, jan@example.com
