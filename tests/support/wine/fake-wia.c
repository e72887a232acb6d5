/*
 * Fake scanner for tests: an in-process, late-bound automation server with the interface of WIA.DeviceManager.
 *
 * FAKE_WIA_PICTURE  file whose bytes a scan returns
 * FAKE_WIA_NOTES    file to which every step is appended as a line
 * FAKE_WIA_FAIL     "Member:80210006": this member fails with this HRESULT; "Create" stands for the creation of the manager
 * FAKE_WIA_HOW      how it fails: "exception" (default), "deferred" (reason filled in later), "hresult" (returned as it is)
 * FAKE_WIA          words: few-dpis (300 and 600 only), no-area, bare (no optional property), few-formats (JPEG and BMP),
 *                   hang (in Transfer), half (in BinaryData: reads, then hangs), crash (the same, then crashes)
 */
#define UNICODE
#include <windows.h>
#include <oleauto.h>
#include <stdio.h>
#include <stdlib.h>

/* {B7A8C6D0-3E1F-4C57-9A70-5D1B8E0F2A11}, registered as WIA.DeviceManager in the tests' Windows only */
static const GUID server_id = {0xb7a8c6d0, 0x3e1f, 0x4c57, {0x9a, 0x70, 0x5d, 0x1b, 0x8e, 0x0f, 0x2a, 0x11}};

#define NAMES(X) X(DeviceInfos) X(Count) X(Item) X(DeviceID) X(Type) X(Properties) X(Connect) X(Items) X(Exists) X(Value) \
  X(SubType) X(SubTypeMin) X(SubTypeMax) X(SubTypeValues) X(Formats) X(Transfer) X(FileData) X(BinaryData) X(FormatID)
#define ENUM(name) N_##name,
#define TEXT_OF(name) L## #name,
enum name { N_none, NAMES(ENUM) N_end };
static const WCHAR *names[] = {L"", NAMES(TEXT_OF)};

enum kind { MANAGER, INFOS, INFO, INFO_PROPERTIES, PROPERTIES, DEVICE_PROPERTIES, PROPERTY, DPIS, DEVICE, ITEMS, ITEM, FORMATS, IMAGE, VECTOR };

struct object {
  IDispatchVtbl *table;
  LONG references;
  enum kind kind;
  int index;
};

static LONG object_count;
static IDispatchVtbl dispatch_table;

static void log_step(const char *format, ...) {
  WCHAR path[MAX_PATH];
  if (!GetEnvironmentVariableW(L"FAKE_WIA_NOTES", path, MAX_PATH)) return;
  FILE *file = _wfopen(path, L"ab");
  if (!file) return;
  va_list args;
  va_start(args, format);
  vfprintf(file, format, args);
  va_end(args);
  fputc('\n', file);
  fclose(file);
}

static int has_option(const char *word) {
  char words[256];
  return GetEnvironmentVariableA("FAKE_WIA", words, sizeof words) && strstr(words, word) != NULL;
}

static struct object *create_object(enum kind kind, int index) {
  struct object *created = calloc(1, sizeof *created);
  created->table = &dispatch_table;
  created->references = 1;
  created->kind = kind;
  created->index = index;
  InterlockedIncrement(&object_count);
  return created;
}

static HRESULT return_object(VARIANT *result, enum kind kind, int index) {
  V_VT(result) = VT_DISPATCH;
  V_DISPATCH(result) = (IDispatch *)create_object(kind, index);
  return S_OK;
}

static HRESULT return_text(VARIANT *result, const WCHAR *text) {
  V_VT(result) = VT_BSTR;
  V_BSTR(result) = SysAllocString(text);
  return S_OK;
}

static HRESULT return_number(VARIANT *result, LONG value) {
  V_VT(result) = VT_I4;
  V_I4(result) = value;
  return S_OK;
}

/* Position 0 is a camera, which must not be listed as a scanner. */
static const WCHAR *device_ids[] = {L"{6BDD1FC6-0000}\\0000", L"{6BDD1FC6-0000}\\0001"};
static const WCHAR *device_names[] = {L"Camera", L"\u09b8\u09cd\u0995\u09cd\u09af\u09be\u09a8\u09be\u09b0 9000"};

/* Ids of the WIA properties (WiaDef.h). The first two belong to the device, the others to the item on its glass. */
enum property_id {
  DEVICE_NAME = 7, DOCUMENT_HANDLING_SELECT = 3088, CURRENT_INTENT = 6146, X_RESOLUTION = 6147, Y_RESOLUTION = 6148,
  X_POSITION = 6149, Y_POSITION = 6150, X_EXTENT = 6151, Y_EXTENT = 6152,
};

/* `maximum` is the end of a range, or 0. */
static struct { int id, value, maximum, optional; } properties[] = {
  {DEVICE_NAME, 0, 0, 1}, {DOCUMENT_HANDLING_SELECT, 1, 0, 1}, {CURRENT_INTENT, 0, 0, 1},
  {X_RESOLUTION, 75, 0, 0}, {Y_RESOLUTION, 75, 0, 0}, {X_POSITION, 9, 0, 1}, {Y_POSITION, 9, 0, 1},
  {X_EXTENT, 637, 5100, 1}, {Y_EXTENT, 876, 7020, 1},
};
#define PROPERTY_COUNT ((int)(sizeof properties / sizeof *properties))

/* As in WIA, a property is found by its id as text; a number is a position. */
static int property_at(const struct object *self, const VARIANT *key) {
  if (V_VT(key) != VT_BSTR) return -1;
  int id = _wtoi(V_BSTR(key));
  for (int i = 0; i < PROPERTY_COUNT; i++) {
    enum kind owner = properties[i].id == DEVICE_NAME ? INFO_PROPERTIES
      : properties[i].id == DOCUMENT_HANDLING_SELECT ? DEVICE_PROPERTIES : PROPERTIES;
    if (properties[i].id == id && owner == self->kind) return has_option("bare") && properties[i].optional ? -1 : i;
  }
  return -1;
}

static HRESULT set_property(int at, LONG value) {
  int id = properties[at].id;
  int is_dpi = id == X_RESOLUTION || id == Y_RESOLUTION;
  int is_area = id >= X_POSITION && id <= Y_EXTENT;
  int refused = (is_dpi && has_option("few-dpis") && value != 300 && value != 600) || (is_area && has_option("no-area")) ||
    (properties[at].maximum && value > properties[at].maximum);
  log_step("put %d=%ld%s", id, value, refused ? " refused" : "");
  if (refused) return E_INVALIDARG;
  properties[at].value = value;
  return S_OK;
}

/* JPEG, BMP, PNG */
static const WCHAR *formats[] = {L"{B96B3CAE-0728-11D3-9D7B-0000F81EF32E}", L"{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}",
                                 L"{b96b3caf-0728-11d3-9d7b-0000f81ef32e}"};

static void hang(void) {
  log_step("hanging");
  Sleep(INFINITE);
}

/* Returns the picture as an array of bytes, as a Vector does. */
static HRESULT return_bytes(VARIANT *result) {
  WCHAR source[MAX_PATH];
  GetEnvironmentVariableW(L"FAKE_WIA_PICTURE", source, MAX_PATH);
  FILE *from = _wfopen(source, L"rb");
  if (!from) return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
  fseek(from, 0, SEEK_END);
  long size = ftell(from);
  rewind(from);
  SAFEARRAY *array = SafeArrayCreateVector(VT_UI1, 0, size);
  void *bytes;
  if (!array || FAILED(SafeArrayAccessData(array, &bytes))) {
    fclose(from);
    return E_OUTOFMEMORY;
  }
  fread(bytes, 1, size, from);
  fclose(from);
  SafeArrayUnaccessData(array);
  log_step("reading");
  if (has_option("crash")) TerminateProcess(GetCurrentProcess(), 0xc0000005);
  if (has_option("half")) hang();
  V_VT(result) = VT_ARRAY | VT_UI1;
  V_ARRAY(result) = array;
  return S_OK;
}

static HRESULT invoke_member(struct object *self, enum name name, WORD flags, DISPPARAMS *params, VARIANT *result) {
  static const int dpis[] = {300, 600};
  VARIANT *first = params->cArgs ? &params->rgvarg[params->cArgs - 1] : NULL;
  int is_put = flags & DISPATCH_PROPERTYPUT;
  int at = first && V_VT(first) == VT_I4 ? V_I4(first) : 0;
  if (is_put) {
    if (self->kind != PROPERTY || name != N_Value) return DISP_E_MEMBERNOTFOUND;
    if (params->cArgs != 1 || params->cNamedArgs != 1 || params->rgdispidNamedArgs[0] != DISPID_PROPERTYPUT) return DISP_E_PARAMNOTFOUND;
    return V_VT(first) == VT_I4 ? set_property(self->index, V_I4(first)) : DISP_E_TYPEMISMATCH;
  }
  switch (self->kind) {
    case MANAGER:
      if (name == N_DeviceInfos) return return_object(result, INFOS, 0);
      break;
    case INFOS:
      if (name == N_Count) return return_number(result, 2);
      if (name == N_Item && (at == 1 || at == 2)) return return_object(result, INFO, at - 1);
      break;
    case INFO:
      if (name == N_Type) return return_number(result, self->index == 0 ? 2 : 1);
      if (name == N_DeviceID) return return_text(result, device_ids[self->index]);
      if (name == N_Properties) return return_object(result, INFO_PROPERTIES, self->index);
      if (name == N_Connect) return return_object(result, DEVICE, self->index);
      break;
    case DEVICE:
      if (name == N_Properties) return return_object(result, DEVICE_PROPERTIES, 0);
      if (name == N_Items) return return_object(result, ITEMS, 0);
      break;
    case ITEMS:
      if (name == N_Count) return return_number(result, 1);
      if (name == N_Item && at == 1) return return_object(result, ITEM, 0);
      break;
    case ITEM:
      if (name == N_Properties) return return_object(result, PROPERTIES, 0);
      if (name == N_Formats) return return_object(result, FORMATS, 0);
      if (name == N_Transfer && first && V_VT(first) == VT_BSTR) {
        log_step("transfer %ls", V_BSTR(first));
        if (has_option("hang")) hang();
        return return_object(result, IMAGE, 0);
      }
      break;
    case INFO_PROPERTIES:
    case DEVICE_PROPERTIES:
    case PROPERTIES: {
      if (!first) break;
      int found = property_at(self, first);
      if (name == N_Exists) {
        V_VT(result) = VT_BOOL;
        V_BOOL(result) = found >= 0 ? VARIANT_TRUE : VARIANT_FALSE;
        return S_OK;
      }
      if (name == N_Item) return found >= 0 ? return_object(result, PROPERTY, found) : E_INVALIDARG;
      break;
    }
    case PROPERTY: {
      int is_dpi = properties[self->index].id == X_RESOLUTION || properties[self->index].id == Y_RESOLUTION;
      if (name == N_Value && properties[self->index].id == DEVICE_NAME) return return_text(result, device_names[1]);
      if (name == N_Value) return return_number(result, properties[self->index].value);
      if (name == N_SubType) return return_number(result, properties[self->index].maximum ? 1 : is_dpi && has_option("few-dpis") ? 2 : 0);
      if (name == N_SubTypeMin) return return_number(result, 1);
      if (name == N_SubTypeMax) return return_number(result, properties[self->index].maximum);
      if (name == N_SubTypeValues && is_dpi) return return_object(result, DPIS, 0);
      break;
    }
    case DPIS:
      if (name == N_Count) return return_number(result, 2);
      if (name == N_Item && (at == 1 || at == 2)) return return_number(result, dpis[at - 1]);
      break;
    case FORMATS:
      if (name == N_Count) return return_number(result, has_option("few-formats") ? 2 : 3);
      if (name == N_Item && at >= 1 && at <= 3) return return_text(result, formats[at - 1]);
      break;
    case IMAGE:
      if (name == N_FileData) return return_object(result, VECTOR, 0);
      break;
    case VECTOR:
      if (name == N_BinaryData) return return_bytes(result);
      break;
  }
  return DISP_E_MEMBERNOTFOUND;
}

/* ---- IDispatch ---- */

static HRESULT STDMETHODCALLTYPE query(IDispatch *self, REFIID id, void **out) {
  if (!IsEqualGUID(id, &IID_IUnknown) && !IsEqualGUID(id, &IID_IDispatch)) {
    *out = NULL;
    return E_NOINTERFACE;
  }
  *out = self;
  self->lpVtbl->AddRef(self);
  return S_OK;
}

static ULONG STDMETHODCALLTYPE add(IDispatch *self) { return InterlockedIncrement(&((struct object *)self)->references); }

static ULONG STDMETHODCALLTYPE release(IDispatch *self) {
  LONG left = InterlockedDecrement(&((struct object *)self)->references);
  if (left == 0) {
    free(self);
    if (InterlockedDecrement(&object_count) == 0) log_step("all given back");
  }
  return left;
}

static HRESULT STDMETHODCALLTYPE type_count(IDispatch *self, UINT *count) {
  *count = 0;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE type_info(IDispatch *self, UINT at, LCID locale, ITypeInfo **info) { return E_NOTIMPL; }

static HRESULT STDMETHODCALLTYPE ids_of_names(IDispatch *self, REFIID id, LPOLESTR *requested_names, UINT count, LCID locale, DISPID *ids) {
  if (!IsEqualGUID(id, &IID_NULL) || count != 1) return E_INVALIDARG;
  for (int i = 1; i < N_end; i++)
    if (!lstrcmpiW(requested_names[0], names[i])) {
      ids[0] = i;
      return S_OK;
    }
  ids[0] = DISPID_UNKNOWN;
  return DISP_E_UNKNOWNNAME;
}

static HRESULT configured_failure(const WCHAR *member) {
  char setting[64];
  char name[32];
  if (!GetEnvironmentVariableA("FAKE_WIA_FAIL", setting, sizeof setting)) return S_OK;
  char *colon = strchr(setting, ':');
  if (!colon) return S_OK;
  *colon = 0;
  WideCharToMultiByte(CP_UTF8, 0, member, -1, name, sizeof name, NULL, NULL);
  return strcmp(name, setting) ? S_OK : (HRESULT)strtoul(colon + 1, NULL, 16);
}

static HRESULT deferred_reason;
static HRESULT CALLBACK fill_in(EXCEPINFO *exception) {
  exception->scode = deferred_reason;
  return S_OK;
}

static HRESULT raise(HRESULT reason, EXCEPINFO *exception) {
  char how[16] = "exception";
  GetEnvironmentVariableA("FAKE_WIA_HOW", how, sizeof how);
  if (!strcmp(how, "hresult") || !exception) return reason;
  memset(exception, 0, sizeof *exception);
  exception->bstrSource = SysAllocString(L"fake");
  exception->bstrDescription = SysAllocString(L"told to fail");
  if (!strcmp(how, "deferred")) {
    deferred_reason = reason;
    exception->pfnDeferredFillIn = fill_in;
  } else exception->scode = reason;
  return DISP_E_EXCEPTION;
}

static HRESULT STDMETHODCALLTYPE invoke(IDispatch *self, DISPID member, REFIID id, LCID locale, WORD flags, DISPPARAMS *params,
                                        VARIANT *result, EXCEPINFO *exception, UINT *wrong) {
  VARIANT ignored;
  if (member <= N_none || member >= N_end) return DISP_E_MEMBERNOTFOUND;
  HRESULT reason = configured_failure(names[member]);
  if (FAILED(reason)) return raise(reason, exception);
  VariantInit(&ignored);
  HRESULT status = invoke_member((struct object *)self, member, flags, params, result ? result : &ignored);
  return (status & 0xffff0000) == (HRESULT)0x80070000 ? raise(status, exception) : status;
}

static IDispatchVtbl dispatch_table = {query, add, release, type_count, type_info, ids_of_names, invoke};

/* ---- class factory ---- */

static HRESULT STDMETHODCALLTYPE factory_query(IClassFactory *self, REFIID id, void **out) {
  *out = self;
  return IsEqualGUID(id, &IID_IUnknown) || IsEqualGUID(id, &IID_IClassFactory) ? S_OK : E_NOINTERFACE;
}
static ULONG STDMETHODCALLTYPE factory_count(IClassFactory *self) { return 1; }
static HRESULT STDMETHODCALLTYPE factory_create(IClassFactory *self, IUnknown *outer, REFIID id, void **out) {
  HRESULT reason = configured_failure(L"Create");
  if (FAILED(reason)) return reason;
  if (outer) return CLASS_E_NOAGGREGATION;
  struct object *manager = create_object(MANAGER, 0);
  HRESULT status = query((IDispatch *)manager, id, out);
  release((IDispatch *)manager);
  return status;
}
static HRESULT STDMETHODCALLTYPE factory_lock(IClassFactory *self, BOOL lock) { return S_OK; }

static IClassFactoryVtbl factory_table = {factory_query, factory_count, factory_count, factory_create, factory_lock};
static IClassFactory factory = {&factory_table};

HRESULT WINAPI DllGetClassObject(REFCLSID class, REFIID id, void **out) {
  if (!IsEqualGUID(class, &server_id)) return CLASS_E_CLASSNOTAVAILABLE;
  return factory_query(&factory, id, out);
}

HRESULT WINAPI DllCanUnloadNow(void) { return S_FALSE; }
