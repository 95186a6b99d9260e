// The house's way to make a form: react-hook-form underneath, a zod schema for what the page can know, and the host's last word. What the
// host refuses stands at the field that it is about; what was typed stays until it was sent.
import { zodResolver } from '@hookform/resolvers/zod';
import { useLingui } from '@lingui/react/macro';
import { useEffect, useId, useRef, useState, type FormEvent, type RefObject } from 'react';
import { useForm as useHookForm, type DefaultValues, type FieldValues, type Path, type UseFormRegisterReturn, type UseFormReturn } from 'react-hook-form';
import type { $ZodType } from 'zod/v4/core';
import { asProblem, type Problem } from '../../api/core/problem';
import { wasGivenUp } from '../../api/core/webauthn';
import { draftOf, forgetDraft, keepDraft } from './drafts';
import { atFields, type Faults } from './faults';

export interface FormOptions<V extends FieldValues> {
  schema: $ZodType<V, V>;
  start: V;
  /** Sends what was typed. What it throws is shown; what it does not throw is done. */
  send: (values: V) => Promise<void>;
  /** Under which name the device keeps what was typed for as long as its tab is open. Passwords and codes are never kept. */
  draft?: string;
  /** The draft outlives the sending: only later it is known whether that was for good. */
  keepsDraft?: boolean;
  /** Told which fields are at fault before the first of them is shown, so that none is hidden then. */
  found?: (fields: string[]) => void;
}

export type FieldProps<V extends FieldValues> = UseFormRegisterReturn<Path<V>> & { id: string; error: string | undefined };

export interface HouseForm<V extends FieldValues> {
  hook: UseFormReturn<V>;
  element: RefObject<HTMLFormElement | null>;
  /** Everything that an input needs: `<Field label=… {...form.field('email')} />`. */
  field: (name: Path<V>) => FieldProps<V>;
  faults: Faults;
  /** What the host refused and no field tells. */
  problem: Problem | null;
  /** How often sending was tried: from the first time on a missing value is a fault. */
  tries: number;
  busy: boolean;
  /** Unsent changes. */
  dirty: boolean;
  submit: (event?: FormEvent) => void;
  /** Does something else with the form's own busyness and words, such as proving oneself by a passkey instead. */
  run: (action: () => Promise<void>) => Promise<void>;
  /** Whether these fields hold; shows the first that does not. */
  check: (names: Path<V>[]) => Promise<boolean>;
  forget: () => void;
}

export function useForm<V extends FieldValues>({ schema, start, send, draft, keepsDraft = false, found }: FormOptions<V>): HouseForm<V> {
  const { i18n } = useLingui();
  const id = useId();
  const hook = useHookForm<V>({
    resolver: zodResolver(schema) as never,
    defaultValues: start as DefaultValues<V>,
    mode: 'onTouched',
    shouldFocusError: false,
  });
  const { errors, isDirty } = hook.formState;
  const element = useRef<HTMLFormElement>(null);
  const underWay = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tries, setTries] = useState(0);
  const [reveal, setReveal] = useState(0);

  // What this tab has of an earlier attempt comes back, as a change that was not sent yet.
  useEffect(() => {
    if (!draft) return;
    const kept = draftOf(draft, start);
    if (kept) hook.reset(kept, { keepDefaultValues: true });
    return hook.subscribe({ formState: { values: true }, callback: ({ values }) => keepDraft(draft, values) });
    // Only for the form that it is: what it starts with may be another object each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [draft, hook]);

  // The page's own messages are made when a field is looked at; in another language they are made anew.
  const shown = useRef(i18n.locale);
  useEffect(() => {
    if (shown.current === i18n.locale) return;
    shown.current = i18n.locale;
    const own = namesOf(hook.formState.errors).filter((name) => hook.getFieldState(name as Path<V>).error?.type !== 'host') as Path<V>[];
    if (own.length > 0) void hook.trigger(own);
  }, [i18n.locale, hook]);

  // After the page has drawn the faults: the first of them, in the middle of the screen, where no header and no bar lies over it.
  useEffect(() => {
    if (reveal === 0) return;
    const first = element.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (!first) return;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: 'center' });
  }, [reveal]);

  const told = atFields(problem, Object.keys(start));
  const faults: Faults = {};
  for (const name of namesOf(errors)) {
    const { error } = hook.getFieldState(name as Path<V>);
    // Whoever only passes through a field is not told that it is empty.
    const empty = tries === 0 && !hook.getValues(name as Path<V>);
    const words = error?.type === 'host' ? told.fields[name] : empty ? undefined : error?.message;
    if (words) faults[name] = words;
  }

  const show = (names: string[]) => {
    found?.(names);
    setTries((n) => n + 1);
    setReveal((n) => n + 1);
  };

  const run = async (action: () => Promise<void>) => {
    // A second press can come before the first has been drawn: the state alone would let it through.
    if (underWay.current) return;
    underWay.current = true;
    setBusy(true);
    setProblem(null);
    hook.clearErrors();
    try {
      await action();
    } catch (error) {
      const refusal = asProblem(error);
      if (wasGivenUp(refusal)) return;
      setProblem(refusal);
      const names = Object.keys(atFields(refusal, Object.keys(start)).fields);
      for (const name of names) hook.setError(name as Path<V>, { type: 'host' });
      if (names.length > 0) show(names);
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };

  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (underWay.current) return;
    let wrong: string[] = [];
    const sending = hook.handleSubmit(
      (values) =>
        run(async () => {
          await send(values);
          if (draft && !keepsDraft) forgetDraft(draft);
        }),
      (errors) => {
        wrong = namesOf(errors);
      },
    );
    // Only when the hook has told its own faults are they there to be shown.
    void sending().then(() => {
      if (wrong.length === 0) return;
      setProblem(null);
      show(wrong);
    });
  };

  const check = async (names: Path<V>[]) => {
    const holds = await hook.trigger(names);
    if (!holds) show(names);
    return holds;
  };

  return {
    hook,
    element,
    field: (name) => ({ ...hook.register(name), id: `${id}${name}`, error: faults[name] }),
    faults,
    problem: told.rest,
    tries,
    busy,
    dirty: isDirty,
    submit,
    run,
    check,
    forget: () => draft && forgetDraft(draft),
  };
}

/** Forms of this house are flat: a field's name is the key of its fault. */
const namesOf = (errors: object): string[] => Object.keys(errors).filter((name) => name !== 'root');
