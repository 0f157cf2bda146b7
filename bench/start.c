// The peer for start-up: a program that only links libcurl and libyaml.
#include <curl/curl.h>
#include <stdio.h>
#include <yaml.h>

int main(void) {
    printf("%s %s\n", curl_version_info(CURLVERSION_NOW)->version, yaml_get_version_string());
    return 0;
}
