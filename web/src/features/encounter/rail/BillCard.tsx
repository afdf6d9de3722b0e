import { NumberInput, Skeleton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ErrorState';
import { FormProblem } from '@/components/FormProblem';
import { Money } from '@/components/Money';
import { type SearchOption, SearchSelect } from '@/components/SearchSelect';
import { SectionCard } from '@/components/SectionCard';
import { SubmitButton } from '@/components/SubmitButton';
import { toast } from '@/components/toast';
import { formatMoney, multiplyMoney } from '@/lib/money';
import { useShortcuts } from '@/lib/shortcuts';
import { useSubmit } from '@/lib/useSubmit';
import { BillStatus } from '@/shared/status';
import { addCharge, type Bill, runningBillQuery, searchServices } from '../queries';
import classes from './Bill.module.css';

interface ServiceOption extends SearchOption {
  service: number;
  name: string;
  price: string;
}

const mostAtOnce = 1000;

function AddService({ billId }: { billId: number }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const whole = useRef<HTMLFormElement>(null);
  useShortcuts([{ keys: 's', label: t('Add service'), run: () => whole.current?.querySelector('input')?.focus() }]);
  const [chosen, setChosen] = useState<ServiceOption | null>(null);
  const form = useForm<{ service_id: number | null; quantity: number | string }>({
    initialValues: { service_id: null, quantity: 1 },
    validate: {
      service_id: (value) => (value === null ? t('Choose a service') : null),
      quantity: (value) => (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostAtOnce ? null : t('1 or more')),
    },
  });
  const quantity = typeof form.values.quantity === 'number' ? form.values.quantity : 1;
  const { submit, busy, problem } = useSubmit({
    form,
    send: async (option: ServiceOption, headers) => {
      await addCharge(billId, option.service, quantity, headers);
      return option;
    },
    done: async (option) => {
      toast.done(t('{{service}} added: {{amount}}', { service: quantity === 1 ? option.name : `${quantity} × ${option.name}`, amount: formatMoney(multiplyMoney(option.price, quantity)) }));
      setChosen(null);
      form.reset();
      await queryClient.invalidateQueries({ queryKey: ['bill'] });
    },
  });

  return (
    <form
      ref={whole}
      noValidate
      className={classes.add}
      onSubmit={form.onSubmit(() => {
        if (chosen !== null) submit(chosen);
      })}
    >
      <FormProblem problem={problem} form={form} />
      <SearchSelect
        label={t('Add service')}
        value={chosen}
        onChange={(option) => {
          setChosen(option);
          form.setFieldValue('service_id', option?.service ?? null);
        }}
        queryKey={['service', 'list', 'to-charge']}
        search={async (query, signal) =>
          (await searchServices(query, signal)).map((each) => ({ id: String(each.id), label: each.name, detail: formatMoney(each.price), service: each.id, name: each.name, price: each.price }))
        }
        placeholder={t('Search the price list')}
        error={form.errors['service_id']}
      />
      {chosen !== null && (
        <div className={classes.amount}>
          <NumberInput label={t('Quantity')} min={1} max={mostAtOnce} allowDecimal={false} allowNegative={false} w={88} {...form.getInputProps('quantity')} />
          <span className={classes.sum}>
            <Money amount={multiplyMoney(chosen.price, quantity)} strong />
          </span>
          <SubmitButton busy={busy} variant="default">
            {t('Add')}
          </SubmitButton>
        </div>
      )}
    </form>
  );
}

const mostLines = 5;

function Lines({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const standing = bill.charges.filter((charge) => !charge.reversed && charge.reverses_id === null);
  const shown = [...standing].reverse().slice(0, mostLines);
  if (standing.length === 0) return null;
  return (
    <ul className={classes.lines} aria-label={t('Latest charges')}>
      {shown.map((charge) => (
        <li key={charge.id} className={classes.charge}>
          <span className={classes.what}>
            {charge.description}
            {charge.quantity !== 1 && <span className="soft"> × {charge.quantity}</span>}
            {charge.running && <span className={classes.running}>{t('running')}</span>}
          </span>
          <Money amount={charge.amount} />
        </li>
      ))}
      {standing.length > shown.length && (
        <li className={classes.charge}>
          <Link to="/bills/$billId" params={{ billId: String(bill.id) }} className={classes.link}>
            {t('{{count}} more', { count: standing.length - shown.length })}
          </Link>
        </li>
      )}
    </ul>
  );
}

interface BillCardProps {
  billId: number;
  mayAdd: boolean;
}

/** What the case costs at this moment, and a service added in two keystrokes. */
export function BillCard({ billId, mayAdd }: BillCardProps) {
  const { t } = useTranslation();
  const found = useQuery(runningBillQuery(billId));
  const bill = found.data;

  return (
    <SectionCard
      title={t('Bill')}
      note={
        bill === undefined ? undefined : (
          <Link to="/bills/$billId" params={{ billId: String(billId) }} className={classes.link}>
            {bill.code}
          </Link>
        )
      }
      actions={bill === undefined ? undefined : <BillStatus status={bill.status} />}
    >
      {bill === undefined ? (
        found.isError ? (
          <ErrorState error={found.error} onRetry={() => found.refetch()} />
        ) : (
          <Skeleton height={120} />
        )
      ) : (
        <>
          <Lines bill={bill} />
          <dl className={classes.totals}>
            <div className={classes.total}>
              <dt>{bill.final ? t('Charges') : t('Charges so far')}</dt>
              <dd>
                <Money amount={bill.total_charges} />
              </dd>
            </div>
            <div className={classes.total}>
              <dt>{t('Paid')}</dt>
              <dd>
                <Money amount={bill.total_paid} paid={bill.total_paid !== '0.00'} />
              </dd>
            </div>
            <div className={classes.total} data-strong>
              <dt>{t('Balance')}</dt>
              <dd>
                <Money amount={bill.balance} strong size="large" paid={bill.status === 'Paid'} />
              </dd>
            </div>
          </dl>
          {mayAdd && !bill.final && <AddService billId={billId} />}
        </>
      )}
    </SectionCard>
  );
}
