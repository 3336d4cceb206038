FROM ruby:3.2
RUN gem install bundler
