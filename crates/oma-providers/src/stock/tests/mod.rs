mod figures;
mod stock;
mod vendors;

use bytes::Bytes;
use oma_core::format::Aspect;
use oma_core::ports::{Secret, StockItem, StockKind, StockQuery};
use serde_json::{Value, json};
use wiremock::MockServer;

use super::{Pexels, Pixabay};
use crate::http::HttpLimits;
use crate::keys::Keys;

const KEY: &str = "9656065-a4094594c34f9ac14c7fc4c39";

fn keys() -> Keys {
    let secret = |name: &str| (name.to_owned(), Secret::new(KEY));
    Keys::given([secret("pexels"), secret("pixabay")])
}

fn pexels(server: &MockServer) -> Pexels {
    Pexels::at(server.uri(), HttpLimits::default(), keys()).unwrap()
}

fn pixabay(server: &MockServer) -> Pixabay {
    Pixabay::at(server.uri(), HttpLimits::default(), keys()).unwrap()
}

fn query(kind: StockKind) -> StockQuery {
    let words = "coffee beans".to_owned();
    StockQuery { words, kind, aspect: Aspect::Portrait, min_side: 720, min_duration_ms: 4000 }
}

fn mp4() -> Bytes {
    Bytes::from_static(b"\0\0\0\x20ftypisom and so on")
}

/// The shape in <https://www.pexels.com/api/documentation/#videos-search>.
fn pexels_clips(base: &str) -> Value {
    let file = |id: u32, width: u32, height: u32| {
        json!({
            "id": id, "quality": "hd", "file_type": "video/mp4", "width": width, "height": height,
            "fps": 25.0, "link": format!("{base}/video-files/{id}.mp4"),
        })
    };
    json!({
        "page": 1, "per_page": 30, "total_results": 1,
        "url": "https://www.pexels.com/search/videos/coffee/",
        "videos": [{
            "id": 1_448_735, "width": 2160, "height": 3840, "duration": 32, "full_res": null, "tags": [],
            "url": "https://www.pexels.com/video/roasted-coffee-beans-falling-1448735/",
            "image": "https://images.pexels.com/videos/1448735/free-video-1448735.jpg",
            "user": { "id": 574_687, "name": "Ruvim Miksanskiy", "url": "https://www.pexels.com/@digitech" },
            "video_files": [
                file(58_649, 360, 640), file(58_650, 1080, 1920), file(58_651, 720, 1280),
                { "id": 58_652, "quality": "hls", "file_type": "video/mp4", "width": null, "height": null,
                  "link": format!("{base}/video-files/none.m3u8") },
            ],
            "video_pictures": [],
        }],
    })
}

/// The shape in <https://www.pexels.com/api/documentation/#photos-search>.
fn pexels_photos() -> Value {
    let link = "https://images.pexels.com/photos/3573351/pexels-photo-3573351.png";
    json!({
        "total_results": 1, "page": 1, "per_page": 30,
        "photos": [{
            "id": 3_573_351, "width": 3066, "height": 3968, "photographer": "Lukas Rodriguez",
            "url": "https://www.pexels.com/photo/trees-during-day-3573351/",
            "photographer_url": "https://www.pexels.com/@lukas", "photographer_id": 1_149,
            "avg_color": "#374824", "liked": false, "alt": "Brown Rocks During\nGolden Hour",
            "src": {
                "original": link, "large2x": format!("{link}?auto=compress&cs=tinysrgb&dpr=2&h=650&w=940"),
                "large": format!("{link}?h=650&w=940"), "medium": format!("{link}?h=350"),
                "small": format!("{link}?h=130"), "tiny": format!("{link}?h=200&w=280"),
                "portrait": format!("{link}?h=1200&w=800"), "landscape": format!("{link}?h=627&w=1200"),
            },
        }],
    })
}

/// The shape in <https://pixabay.com/api/docs/#api_search_videos>.
fn pixabay_clips(base: &str) -> Value {
    let size = |name: &str, width: u32, height: u32| {
        json!({
            "url": format!("{base}/video/2015/08/08/125-135736646_{name}.mp4"), "width": width,
            "height": height, "size": 6_615_235,
            "thumbnail": format!("{base}/video/2015/08/08/125-135736646_{name}.jpg"),
        })
    };
    json!({
        "total": 1, "totalHits": 1,
        "hits": [{
            "id": 125, "pageURL": "https://pixabay.com/videos/id-125/", "type": "film",
            "tags": "flowers, yellow, blossom", "duration": 12,
            "videos": {
                "large": { "url": "", "width": 0, "height": 0, "size": 0, "thumbnail": "" },
                "medium": size("medium", 1080, 1920), "small": size("small", 720, 1280),
                "tiny": size("tiny", 540, 960),
            },
            "views": 4462, "downloads": 1464, "likes": 18, "comments": 0, "user_id": 1281,
            "user": "Coverr-Free-Footage", "userImageURL": "https://cdn.pixabay.com/user/a_250x250.png",
        }],
    })
}

/// The shape in <https://pixabay.com/api/docs/#api_search_images>.
fn pixabay_photos() -> Value {
    json!({
        "total": 1, "totalHits": 1,
        "hits": [{
            "id": 195_893, "pageURL": "https://pixabay.com/en/blossom-bloom-flower-195893/",
            "type": "photo", "tags": "blossom, bloom, flower",
            "previewURL": "https://cdn.pixabay.com/photo/2013/10/15/09/12/flower-195893_150.jpg",
            "previewWidth": 84, "previewHeight": 150,
            "webformatURL": "https://pixabay.com/get/35bbf209e13e39d2_640.jpg",
            "webformatWidth": 360, "webformatHeight": 640,
            "largeImageURL": "https://pixabay.com/get/ed6a99fd0a76647_1280.jpg",
            "imageWidth": 2250, "imageHeight": 4000, "imageSize": 4_731_420, "views": 7671,
            "downloads": 6439, "likes": 5, "comments": 2, "user_id": 48777, "user": "Josch13",
            "userImageURL": "https://cdn.pixabay.com/user/2013/11/05/02-10-23-764_250x250.jpg",
        }],
    })
}
