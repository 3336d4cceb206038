import site.settings
