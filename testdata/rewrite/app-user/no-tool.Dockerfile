FROM redhat/ubi9-minimal:9.4
WORKDIR /opt/job
COPY job.sh .
CMD ["./job.sh"]
