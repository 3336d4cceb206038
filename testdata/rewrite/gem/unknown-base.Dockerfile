FROM registry.example.com/team/base:7
RUN gem install fluentd
