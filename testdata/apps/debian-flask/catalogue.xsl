<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="html" encoding="UTF-8"/>
  <xsl:template match="/catalogue">
    <ul><xsl:for-each select="book"><xsl:sort select="@title"/><li><xsl:value-of select="@title"/></li></xsl:for-each></ul>
  </xsl:template>
</xsl:stylesheet>
