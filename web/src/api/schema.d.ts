export interface paths {
  '/api/v1/sessions': {
    post: operations['signIn'];
  };
  '/api/v1/sessions/current': {
    delete: operations['signOut'];
  };
  '/api/v1/me': {
    get: operations['me'];
  };
  '/api/v1/first-run': {
    get: operations['firstRunState'];
    post: operations['firstRun'];
  };
  '/api/v1/hospital': {
    get: operations['hospital'];
  };
}
export interface components {
  schemas: {
    Me: {
      id: number;
      user_id: string;
      name: string;
      roles: string[];
      permissions: string[];
      department: { id: number; name: string } | null;
    };
    Session: { token: string; expires_at: string; user: components['schemas']['Me'] };
    Hospital: { name: string; address: string; phone: string; timezone: string; billing_unit_seconds: number; version: number };
    FirstRunState: { needed: boolean; allowed_here: boolean };
    FirstRunInput: { hospital_name: string; given_name: string; family_name: string; user_id: string; password: string };
    ErrorModel: { title?: string; status?: number; detail?: string; errors?: { location?: string; message?: string }[] };
  };
}
export interface operations {
  signIn: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody: { content: { 'application/json': { user_id: string; password: string } } };
    responses: {
      201: { headers: Record<string, unknown>; content: { 'application/json': components['schemas']['Session'] } };
      default: { headers: Record<string, unknown>; content: { 'application/problem+json': components['schemas']['ErrorModel'] } };
    };
  };
  signOut: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody?: never;
    responses: {
      204: { headers: Record<string, unknown>; content?: never };
      default: { headers: Record<string, unknown>; content: { 'application/problem+json': components['schemas']['ErrorModel'] } };
    };
  };
  me: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody?: never;
    responses: {
      200: { headers: Record<string, unknown>; content: { 'application/json': components['schemas']['Me'] } };
      default: { headers: Record<string, unknown>; content: { 'application/problem+json': components['schemas']['ErrorModel'] } };
    };
  };
  firstRunState: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody?: never;
    responses: {
      200: { headers: Record<string, unknown>; content: { 'application/json': components['schemas']['FirstRunState'] } };
      default: { headers: Record<string, unknown>; content: { 'application/problem+json': components['schemas']['ErrorModel'] } };
    };
  };
  firstRun: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody: { content: { 'application/json': components['schemas']['FirstRunInput'] } };
    responses: {
      201: { headers: Record<string, unknown>; content: { 'application/json': components['schemas']['Session'] } };
      default: { headers: Record<string, unknown>; content: { 'application/problem+json': components['schemas']['ErrorModel'] } };
    };
  };
  hospital: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    requestBody?: never;
    responses: {
      200: { headers: Record<string, unknown>; content: { 'application/json': components['schemas']['Hospital'] } };
      default: { headers: Record<string, unknown>; content: { 'application/problem+json': components['schemas']['ErrorModel'] } };
    };
  };
}
