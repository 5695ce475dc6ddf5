/* Stands in for libpcaudio, which plays sound on a loudspeaker and needs PulseAudio, ALSA and X11
 * for it. espeak-ng is linked to it, and never calls it when it writes to a pipe. */
#include <stddef.h>

typedef struct audio_object audio_object;

audio_object *create_audio_device_object(const char *device, const char *name, const char *what) {
  (void)device, (void)name, (void)what;
  return NULL;
}

int audio_object_open(audio_object *object, int format, unsigned rate, unsigned char channels) {
  (void)object, (void)format, (void)rate, (void)channels;
  return -1;
}

int audio_object_write(audio_object *object, const void *data, size_t bytes) {
  (void)object, (void)data, (void)bytes;
  return -1;
}

void audio_object_close(audio_object *object) { (void)object; }
void audio_object_destroy(audio_object *object) { (void)object; }
int audio_object_drain(audio_object *object) { return object != NULL; }
int audio_object_flush(audio_object *object) { return object != NULL; }

const char *audio_object_strerror(audio_object *object, int error) {
  (void)object, (void)error;
  return "this build plays no sound";
}
