FROM ubuntu:22.04
ADD https://downloads.example.com/tool_1.2_amd64.deb /tmp/tool.deb
RUN apt-get update && apt-get install -y /tmp/tool.deb && rm /tmp/tool.deb
