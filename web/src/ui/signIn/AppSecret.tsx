import { CopyText } from '../CopyText';
import classes from './signIn.module.css';

export interface AppSecretProps {
  /** An SVG document. */
  qrSvg: string;
  secret: string;
}

/** What an authenticator app reads with the camera, and the same to type in. */
export function AppSecret({ qrSvg, secret }: AppSecretProps) {
  return (
    <div className={classes.secret}>
      {/* As an image nothing in it can run. */}
      <img
        className={classes.qr}
        src={`data:image/svg+xml,${encodeURIComponent(qrSvg)}`}
        alt="QR code for your authenticator app"
      />
      <div className={classes.words}>
        <p>Scan this with your authenticator app, or type in the key:</p>
        <CopyText text={secret} label="key" />
      </div>
    </div>
  );
}
