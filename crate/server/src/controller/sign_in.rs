//! Signing in.

use axum::{Json, extract::State, http::StatusCode};
use protocol::api::{RedeemInvitation, Refusal, Session};

use super::fits;
use crate::{
    Error, Result,
    app::App,
    db,
    extract::{Body, Origin},
    moment, token,
};

/// Exchanges an invitation's token for a session.
#[utoipa::path(post, path = "/sign-in/invitation", request_body = RedeemInvitation, responses(
    (status = 201, body = Session), (status = "4XX", body = Refusal)))]
pub(crate) async fn by_invitation(
    State(app): State<App>,
    Origin(address): Origin,
    Body(redeem): Body<RedeemInvitation>,
) -> Result<(StatusCode, Json<Session>)> {
    app.guard.check(address)?;
    let device = redeem.device.trim();
    fits("name of the device", device, 100)?;
    let mut write = app.db.write().await?;
    let invitation = db::invitation::by_token(&mut write, &token::hash(&redeem.token)).await?;
    let Some(invitation) = invitation else {
        app.guard.failed(address);
        return Err(Error::InvitationUnknown);
    };
    if invitation.used.is_some() {
        return Err(Error::InvitationUsed);
    }
    if invitation.expires <= moment::now() {
        return Err(Error::InvitationExpired);
    }
    db::invitation::use_up(&mut write, &invitation.id).await?;
    let (token, expires) = db::session::make(&mut write, &invitation.person, device).await?;
    let me = db::person::get(&mut write, &invitation.person).await?.ok_or(Error::InvitationUnknown)?;
    let organisation = db::organisation::get(&mut write).await?.name;
    write.commit().await?;
    let session = Session { token, expires, me, organisation };
    Ok((StatusCode::CREATED, Json(session)))
}
