FROM opensuse/leap:15
RUN zypper ref
RUN zypper -n in python3 python3-pip
RUN pip3 install ansible
