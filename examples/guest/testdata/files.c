// files reads files by the names that it is given, and prints what it finds.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sightglass.h"

int main(int argc, char **argv) {
  bench_start();
  bench_end();
  for (int i = 1; i < argc; i++) {
    char text[64] = "";
    DIR *dir;
    FILE *file;
    if ((dir = opendir(argv[i])) != NULL) {
      closedir(dir);
      printf("%s: a folder\n", argv[i]);
    } else if ((file = fopen(argv[i], "r")) != NULL) {
      size_t n = fread(text, 1, sizeof text - 1, file);
      text[n] = 0;
      fclose(file);
      printf("%s: %s\n", argv[i], text);
    } else {
      printf("%s: not found\n", argv[i]);
    }
  }
  return 0;
}
