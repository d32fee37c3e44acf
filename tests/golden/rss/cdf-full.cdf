<?xml version="1.0"?>
<!DOCTYPE Channel SYSTEM "https://cdf.example.org/cdf.dtd">
<CHANNEL HREF="https://cdf.example.org/" BASE="https://cdf.example.org/" LASTMOD="2026-03-01T12:00">
  <ABSTRACT>All about channels</ABSTRACT>
  <TITLE>A channel</TITLE>
  <LOGO HREF="https://cdf.example.org/logo.gif" STYLE="IMAGE"/>
  <SCHEDULE><INTERVALTIME DAY="1" HOUR="2"/></SCHEDULE>
  <ITEM LASTMOD="2026-03-01T11:00"><A HREF="one.html"/><TITLE>One</TITLE><ABSTRACT>The first</ABSTRACT></ITEM>
  <CHANNEL HREF="https://cdf.example.org/sub/"><TITLE>A channel in it</TITLE>
    <ITEM HREF="https://cdf.example.org/sub/two.html"><TITLE>Two</TITLE></ITEM>
  </CHANNEL>
</CHANNEL>
