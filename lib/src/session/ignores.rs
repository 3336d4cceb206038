//! Comments in the Dockerfile that switch rules off: `# k8or ignore=rule reason` before an instruction, `# k8or skip=rule`
//! for the file; `# hadolint ignore=`, `# hadolint global ignore=` and `# check=skip=` where they name the same thing.
