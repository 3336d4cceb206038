FROM ubuntu:16.04
RUN gem install sass --no-ri --no-rdoc
