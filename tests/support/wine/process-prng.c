/* Wine before 8.13 has no bcryptprimitives.dll; the keychain library needs this one function of it. */
#include <windows.h>
#include <ntsecapi.h>

BOOL WINAPI ProcessPrng(BYTE *bytes, SIZE_T count) { return RtlGenRandom(bytes, (ULONG)count); }
