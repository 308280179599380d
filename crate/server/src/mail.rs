//! Mail that tells people of the questions put to them.
//!
//! A mail holds nothing of a record or a question: who asks, and a link that signs exactly that person in.

use std::time::Duration;

use anyhow::Context as _;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};

use crate::{
    Result,
    app::App,
    config::{Mail, Security},
    db::{
        self,
        invitation::ask_link,
        outbox::{self, Letter},
    },
    moment,
};

/// How often the outbox is looked at when nobody rings.
const ROUND: Duration = Duration::from_secs(5);
/// How long to wait after the first failure; each further one doubles it, up to the longest.
const FIRST_WAIT: Duration = Duration::from_secs(10);
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3600);

/// Sends what is in the outbox.
pub(crate) struct PostOffice {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl PostOffice {
    /// Gets ready to speak to the mail server.
    pub(crate) fn open(mail: &Mail) -> anyhow::Result<PostOffice> {
        let from = mail
            .from
            .parse()
            .with_context(|| format!("the sender of mail {:?} is not a mail address", mail.from))?;
        let unusable = || format!("the mail server {} cannot be used", mail.host);
        let mut builder = match mail.security {
            Security::Tls => {
                AsyncSmtpTransport::<Tokio1Executor>::relay(&mail.host).with_context(unusable)?
            }
            Security::Starttls => {
                AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&mail.host).with_context(unusable)?
            }
            Security::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host),
        };
        if let Some(port) = mail.port {
            builder = builder.port(port);
        }
        if let (Some(user), Some(password)) = (&mail.user, &mail.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(PostOffice { transport: builder.timeout(Some(Duration::from_secs(20))).build(), from })
    }

    /// Sends whatever is due, for as long as the server runs.
    pub(crate) async fn work(self, app: App) {
        loop {
            if let Err(error) = self.send_due(&app).await {
                tracing::error!(%error, "the outbox cannot be read");
            }
            let _ = tokio::time::timeout(ROUND, app.mail_waits.notified()).await;
        }
    }

    async fn send_due(&self, app: &App) -> Result<()> {
        let letters = outbox::due(&mut *app.db.read().await?).await?;
        for letter in letters {
            let sent = if letter.works { Some(self.send(app, &letter).await) } else { None };
            let mut write = app.db.write().await?;
            match sent {
                Some(Ok(())) => outbox::sent(&mut write, &letter.id).await?,
                Some(Err(error)) => {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        tries = letter.tries + 1,
                        "a mail could not be sent"
                    );
                    outbox::failed(&mut write, &letter.id, &moment::after(wait(letter.tries))).await?;
                }
                // Nobody needs it any more: the link was handed on and used, or has expired.
                None => outbox::give_up(&mut write, &letter.id).await?,
            }
            write.commit().await?;
        }
        Ok(())
    }

    async fn send(&self, app: &App, letter: &Letter) -> anyhow::Result<()> {
        let token = app.secret.invitation(&letter.invitation);
        let link = ask_link(&app.config.public_url, &letter.ask, &token);
        let organisation = db::organisation::get(&mut *app.db.read().await?).await?.name;
        let (name, asker) = (&letter.name, &letter.asker);
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(name.clone()), letter.email.parse()?))
            .subject(format!("{asker} has a question for you"))
            // The same for each try, so that a mail program shows a repeated one once.
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(format!(
                "Hello {name},\n\n{asker} has put a question to you in Muster ({organisation}). Read and answer it here:\n\n\
                 {link}\n\nThe link signs you in, once, within seven days. Keep it to yourself.\n"
            ))?;
        self.transport.send(message).await?;
        Ok(())
    }
}

/// How long to wait after a failure that follows so many others.
fn wait(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(failures)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait_up_to_six_hours() {
        for (failures, seconds) in [(0, 10), (1, 20), (5, 320), (20, 21_600), (u32::MAX, 21_600)] {
            assert_eq!(wait(failures).as_secs(), seconds, "{failures}");
        }
    }
}
