FROM tomcat:9.0-jdk11
ADD ./target/shop.war /usr/local/tomcat/webapps/
RUN apt-get update && apt-get install -y vim
CMD ["catalina.sh", "run"]
