FROM redhat/ubi9-minimal:9.4
WORKDIR /opt/job
# the group is root's, as some clusters run images as any user of it
RUN echo 'app:x:10001:' >> /etc/group \
 && echo 'app:x:10001:10001::/home/app:/sbin/nologin' >> /etc/passwd \
 && install -d -o app -g root -m 775 /home/app /opt/job
COPY job.sh .
ENV HOME=/home/app
USER 10001:10001
CMD ["./job.sh"]
