<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="utf-8"/>
  <xsl:template match="/">
    <xsl:for-each select="feed/entry">
      <xsl:sort select="@title"/>
      <xsl:value-of select="concat(@title, '&#10;')"/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
