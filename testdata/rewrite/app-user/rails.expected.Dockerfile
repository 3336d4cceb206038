FROM ruby:3.3-slim
WORKDIR /rails
COPY . .
# the group is root's, as some clusters run images as any user of it
RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
 && install -d -o app -g root -m 775 /home/app /rails /rails/log /rails/tmp
RUN bundle install
ENV HOME=/home/app
USER 10001:10001
CMD ["bundle", "exec", "rails", "server", "-b", "0.0.0.0"]
