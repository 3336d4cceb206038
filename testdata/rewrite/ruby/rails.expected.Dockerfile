FROM ruby:2.7
RUN apt-get update -qq && apt-get install -y --no-install-recommends ca-certificates nodejs postgresql-client && rm -rf /var/lib/apt/lists/* \
    && find /usr/share/doc /usr/share/man -type f ! -name copyright -delete
WORKDIR /myapp
COPY Gemfile /myapp/Gemfile
COPY Gemfile.lock /myapp/Gemfile.lock
RUN bundle install
COPY entrypoint.sh /usr/bin/
RUN chmod +x /usr/bin/entrypoint.sh
ENTRYPOINT ["entrypoint.sh"]
EXPOSE 3000
CMD ["rails", "server", "-b", "0.0.0.0"]
