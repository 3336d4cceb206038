FROM ubuntu:24.04
RUN <<-EOT bash
	set -eux
	apt-get update
	apt-get install -y git
	git config --system init.defaultBranch main
EOT
