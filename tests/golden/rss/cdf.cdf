<?XML VERSION="1.0" ENCODING="UTF-8"?>
<CHANNEL HREF="http://channel.example.org/" BASE="http://channel.example.org/">
  <TITLE>An active channel</TITLE>
  <ABSTRACT>Of 1997</ABSTRACT>
  <ITEM HREF="http://channel.example.org/1" LASTMOD="1997-10-01T12:00">
    <TITLE>Push is the future</TITLE>
    <ABSTRACT>Or so they say.</ABSTRACT>
  </ITEM>
</CHANNEL>
