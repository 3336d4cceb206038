FROM registry.example.com/dev/base
RUN sudo mkdir /x
